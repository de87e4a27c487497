import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { refusalOf } from '../electron/main/start/refusal.ts'
import { libraries } from './packaging/libraries.ts'
import { installPackages } from './system-packages.ts'

/** Why Electron can't start on a system that it has dropped; null on one that it supports, and on Linux, whose loader judges. */
export function ageObstacle(platform: NodeJS.Platform, kernel: string): string | null {
  const refusal = refusalOf({ argv: [], env: {}, platform, release: kernel, hasSwitch: () => false })
  return refusal === null
    ? null
    : 'Electron can’t start: this system is too old. It needs macOS 13, Windows 10, or a newer one.'
}

/** What keeps Electron from starting. */
export interface Obstacle {
  /** The reason, and the lines to type. */
  text: string
  /** It is concluded from settings of the system, and Electron may start all the same. */
  isGuess: boolean
}

/**
 * Why Electron's binary can't start on this system; null when nothing is in the way. Installs missing libraries itself where this is root
 * on a Debian system.
 */
export function findObstacle(binary: string): Obstacle | null {
  if (process.platform !== 'linux') return null
  let missing = missingLibraries(binary)
  if (missing.length > 0 && installPackages(packagesOf(missing))) missing = missingLibraries(binary)
  if (missing.length > 0) return { text: librariesObstacle(missing), isGuess: false }

  // Root starts it without the sandbox.
  if (process.getuid?.() === 0) return null
  const helper = join(dirname(binary), 'chrome-sandbox')
  if (canUseNamespaces() || isSandboxHelperReady(helper)) return null
  return { text: sandboxObstacle(helper), isGuess: true }
}

/** The shared libraries that a program needs and the system does not have, by `ldd`; none where `ldd` can't run. */
export function missingLibraries(program: string): string[] {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found$/gm)].map(([, name]) => name ?? '')
}

/** The packages of these libraries under the names that this system's apt knows, `libasound2t64` on newer ones. */
export function packagesOf(missing: string[]): string[] {
  const names = missing.flatMap((library) => {
    const known = (libraries[library] ?? '').split(' | ').filter((name) => name !== '')
    return known.find(isKnownToApt) ?? known.slice(-1)
  })
  return [...new Set(names)]
}

function isKnownToApt(name: string): boolean {
  return spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0
}

/** The message about missing libraries. */
export function librariesObstacle(missing: string[]): string {
  const packages = packagesOf(missing)
  return [
    `Electron can’t start: this system lacks ${missing.join(', ')}.`,
    packages.length > 0
      ? `On Debian and Ubuntu: sudo apt-get install -y ${packages.join(' ')}`
      : 'Install the packages of this system that contain them.',
  ].join('\n')
}

/** Settings of Linux that forbid user namespaces to a program without a profile of its own, each with the value that does. */
const forbidding: Record<string, string> = {
  'kernel/apparmor_restrict_unprivileged_userns': '1',
  'kernel/unprivileged_userns_clone': '0',
  'user/max_user_namespaces': '0',
}

/**
 * Whether an ordinary user's program may make user namespaces, which Chromium's sandbox is made of. Ubuntu 23.10 and newer forbid it;
 * `unshare` alone is no proof, because newer Ubuntus have a profile for it.
 *
 * @param settings the folder of the kernel's settings
 */
export function canUseNamespaces(settings = '/proc/sys', unshare = 'unshare'): boolean {
  const isForbidden = Object.entries(forbidding).some(
    ([name, value]) => read(join(settings, name))?.trim() === value,
  )
  if (isForbidden) return false
  const { status, error } = spawnSync(unshare, ['-Ur', 'true'], { stdio: 'ignore' })
  // A system without `unshare` has not forbidden anything.
  return error !== undefined || status === 0
}

/** Whether Chromium's older sandbox can be used: its helper belongs to root and runs as root. */
export function isSandboxHelperReady(helper: string): boolean {
  const found = statSync(helper, { throwIfNoEntry: false })
  return found !== undefined && found.uid === 0 && (found.mode & 0o7777) === 0o4755
}

/** The message where neither sandbox can be used. */
export function sandboxObstacle(helper: string): string {
  const quoted = /^[\w/.@+-]+$/.test(helper) ? helper : `'${helper.replaceAll("'", String.raw`'\''`)}'`
  return [
    'Electron can’t start: this system forbids user namespaces, which its sandbox needs, as Ubuntu 23.10 and newer do.',
    'To allow its older sandbox, type these two lines, again after each npm ci:',
    `  sudo chown root ${quoted}`,
    `  sudo chmod 4755 ${quoted}`,
  ].join('\n')
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // This kernel does not have the setting.
    return null
  }
}
