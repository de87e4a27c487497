import { build, Arch, Platform } from 'electron-builder'
import { join } from 'node:path'
import { root } from '../run.ts'
import { packaging } from './config.ts'
import type { System, Target } from './targets.ts'

const platforms: Record<System, Platform> = {
  linux: Platform.LINUX,
  win32: Platform.WINDOWS,
  darwin: Platform.MAC,
}

/** What electron-builder calls the folder of each unpacked app. */
const folders: Record<System, string> = { linux: 'linux', win32: 'win', darwin: 'mac' }

export interface PackOptions {
  /** Where to put it; emptied by nobody. */
  output: string
  /** Electron's own distribution, or a stub of it; absent, electron-builder downloads it. */
  electronFolder?: string
  /** `dir` leaves the app in its folder. */
  formats?: string[]
  /** Another version than package.json says, to try an upgrade with. */
  version?: string
}

/** Packages what is in out/. @returns the files it made, or for `dir` the app's folder */
export async function pack(target: Target, options: PackOptions): Promise<string[]> {
  const { output, electronFolder, formats = ['dir'], version } = options
  const config = packaging(target)
  const made = await build({
    projectDir: root,
    publish: 'never',
    targets: platforms[target.system].createTarget(formats, Arch[target.processor]),
    config: {
      ...config,
      directories: { ...config.directories, output },
      ...(electronFolder === undefined ? {} : { electronDist: electronFolder }),
      ...(version === undefined ? {} : { extraMetadata: { version } }),
    },
  })
  return formats.includes('dir') ? [folderOf(target, output)] : made
}

function folderOf({ system, processor }: Target, output: string): string {
  return join(
    output,
    `${folders[system]}${processor === 'x64' ? '' : `-${processor}`}${system === 'darwin' ? '' : '-unpacked'}`,
  )
}
