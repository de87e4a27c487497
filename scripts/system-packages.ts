import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromiumPath } from './chromium.ts'

/** What the tests and the demo need of a Debian system, and how to tell that it is there. */
const packages: Record<string, () => boolean> = {
  chromium: () => chromiumPath() !== null,
  dbus: () => isOnPath('dbus-daemon'),
  'gnome-keyring': () => isOnPath('gnome-keyring-daemon'),
  'libglib2.0-bin': () => isOnPath('gdbus'),
  'libsecret-1-0': () => globSync('/usr/lib{,64}/{,*/}libsecret-1.so.0').length > 0,
}

/**
 * Installs what is missing when this is root on a Debian system; otherwise says how to.
 *
 * @throws Error with the line to type
 */
export function ensureSystemPackages(): void {
  if (process.platform !== 'linux') return
  const missing = missingPackages()
  if (missing.length === 0) return

  const line = `apt-get install -y ${missing.join(' ')}`
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    console.log(`Installing ${missing.join(', ')}…`)
    apt(['update', '-qq'])
    apt(['install', '-y', '-qq', '--no-install-recommends', ...missing])
  }
  const still = missingPackages()
  if (still.length > 0)
    throw new Error(`${still.join(', ')} is missing on this system. Install with: sudo ${line}`)
}

function missingPackages(): string[] {
  return Object.entries(packages)
    .filter(([, isThere]) => !isThere())
    .map(([name]) => name)
}

function apt(args: string[]): void {
  spawnSync('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

function isOnPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))
}
