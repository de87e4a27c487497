import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where this program runs. */
export interface System {
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  home: string
  /** The folder of this file. */
  ownFolder: string
  workingFolder: string
}

/** The app's data folder: the one given, that of MOORING_DATA, or the system's usual one, as the app itself decides it. */
export function dataFolderOf(system: System, given: string | null): string {
  const set = system.env['MOORING_DATA']?.trim() ? system.env['MOORING_DATA'] : undefined
  const name = isInCheckout(system) ? 'Mooring Development' : 'Mooring'
  return given ?? set ?? join(applicationData(system), name, 'data')
}

/** Built from the sources, where `npm start` has a data folder of its own. */
export function isInCheckout({ ownFolder }: System): boolean {
  return existsSync(join(ownFolder, '../../electron.vite.config.ts'))
}

/** As Electron's `appData`. */
function applicationData({ env, platform, home }: System): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library/Application Support')
    case 'win32':
      return env['APPDATA'] || join(home, 'AppData/Roaming')
    default:
      return env['XDG_CONFIG_HOME'] || join(home, '.config')
  }
}
