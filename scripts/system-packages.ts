import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromiumPath } from './chromium.ts'

/** Debian packages, and how to see that they are installed. */
const packages = {
  '7zip': () => isOnPath('7zz'),
  appstream: () => isOnPath('appstreamcli'),
  binutils: () => isOnPath('objdump'),
  chromium: () => chromiumPath() !== null,
  cpio: () => isOnPath('cpio'),
  dbus: () => isOnPath('dbus-daemon'),
  'desktop-file-utils': () => isOnPath('desktop-file-validate'),
  fish: () => isOnPath('fish'),
  'gnome-keyring': () => isOnPath('gnome-keyring-daemon'),
  'libglib2.0-bin': () => isOnPath('gdbus'),
  'libsecret-1-0': () => globSync('/usr/lib{,64}/{,*/}libsecret-1.so.0').length > 0,
  mandoc: () => isOnPath('mandoc'),
  nsis: () => isOnPath('makensis'),
  postgresql: () => globSync('/usr/lib/postgresql/*/bin/initdb').length > 0,
  rpm: () => isOnPath('rpmbuild'),
  'squashfs-tools': () => isOnPath('mksquashfs'),
  zsh: () => isOnPath('zsh'),
  // Debian's has no command on the path.
  wine64: () => existsSync('/usr/lib/wine/wine64'),
} satisfies Record<string, () => boolean>

export type SystemPackage = keyof typeof packages

/** What the tests and the demo need. */
export const testPackages: SystemPackage[] = [
  'appstream',
  'binutils',
  'chromium',
  'dbus',
  'desktop-file-utils',
  'fish',
  'gnome-keyring',
  'libglib2.0-bin',
  'libsecret-1-0',
  'mandoc',
  'zsh',
]

/**
 * Installs what is missing when this is root on a Debian system; otherwise says how to.
 *
 * @throws Error with the line to type
 */
export function ensureSystemPackages(wanted: SystemPackage[]): void {
  if (process.platform !== 'linux') return
  const missing = missingPackages(wanted)
  if (missing.length === 0) return

  const line = `apt-get install -y ${missing.join(' ')}`
  installPackages(missing)
  const still = missingPackages(wanted)
  if (still.length > 0)
    throw new Error(`${still.join(', ')} is missing on this system. Install with: sudo ${line}`)
}

/** Installs Debian packages where this is root on a Debian system. @returns whether it tried */
export function installPackages(names: string[]): boolean {
  if (names.length === 0 || process.getuid?.() !== 0 || !isOnPath('apt-get')) return false
  console.log(`Installing ${names.join(', ')}…`)
  apt(['update', '-qq'])
  apt(['install', '-y', '-qq', '--no-install-recommends', ...names])
  return true
}

/** Those that this system lacks. */
export function missingPackages(wanted: readonly SystemPackage[]): SystemPackage[] {
  return wanted.filter((name) => !packages[name]())
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
