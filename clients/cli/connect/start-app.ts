import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, exits } from '../failure.ts'
import { isInCheckout, type System } from './data-folder.ts'

/**
 * Starts the app without its window; it outlives this command.
 *
 * @param dataFolder null for the app’s usual one
 * @throws CommandError `app_not_found`
 */
export async function startApp(system: System, dataFolder: string | null): Promise<void> {
  const [program, ...args] = programOf(system)
  if (program === undefined)
    throw new CommandError(
      'app_not_found',
      exits.away,
      'Mooring is not running, and its program was not found. Set MOORING_APP to its path, or start Mooring yourself.',
    )
  const env = { ...system.env, ...(dataFolder === null ? {} : { MOORING_DATA: dataFolder }) }
  const { spawn } = await import('node:child_process')
  const child = spawn(program, args, { detached: true, stdio: 'ignore', env, windowsHide: true })
  // Waiting for the app to listen ends with a sentence.
  child.on('error', () => undefined)
  child.unref()
}

function programOf(system: System): string[] {
  const { env, platform, ownFolder, home } = system
  const set = env['MOORING_APP']
  if (set) return [set, '--hidden']
  if (isInCheckout(system)) return [process.execPath, join(ownFolder, '../../scripts/start.ts'), '--hidden']
  const places: Partial<Record<NodeJS.Platform, string[]>> = {
    linux: [join(ownFolder, '../../mooring'), '/opt/Mooring/mooring'],
    darwin: [join(ownFolder, '../../MacOS/Mooring'), '/Applications/Mooring.app/Contents/MacOS/Mooring'],
    win32: [join(ownFolder, '../../Mooring.exe'), join(home, 'AppData/Local/Programs/Mooring/Mooring.exe')],
  }
  const found = places[platform]?.find((path) => existsSync(path))
  return found === undefined ? [] : [found, '--hidden']
}
