import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ageObstacle,
  canUseNamespaces,
  isSandboxHelperReady,
  librariesObstacle,
  missingLibraries,
  packagesOf,
  sandboxObstacle,
} from '../../scripts/electron-obstacles.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-obstacles-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The kernel's settings as files, as /proc/sys has them. */
function settings(values: Record<string, string>): string {
  for (const name of ['kernel', 'user']) mkdirSync(join(folder, name))
  for (const [name, value] of Object.entries(values)) writeFileSync(join(folder, name), `${value}\n`)
  return folder
}

test.each([
  ['darwin', '21.6.0', true],
  ['darwin', '22.1.0', false],
  ['win32', '6.3.9600', true],
  ['win32', '10.0.26100', false],
  ['linux', '3.10.0', false],
] as const)('Electron is named as too new for %s %s: %s', (platform, kernel, is) => {
  expect(ageObstacle(platform, kernel) !== null).toBe(is)
})

describe.skipIf(process.platform !== 'linux')('what keeps Electron from starting (on Linux alone)', () => {
  test('a program that needs a library which is not there is named with its package [EL6b]', () => {
    const program = join(folder, 'program')
    copyFileSync('/bin/ls', program)
    expect(missingLibraries(program)).toEqual([])

    // The same program, linked with another name of the same length.
    const bytes = readFileSync(program)
    const name = 'libc.so.6'
    bytes.write('libq.so.6', bytes.indexOf(`${name}\0`), 'latin1')
    writeFileSync(program, bytes)
    expect(missingLibraries(program)).toEqual(['libq.so.6'])
  })

  test.each([
    [
      ['libnss3.so', 'libnssutil3.so', 'libgbm.so.1'],
      ['libnss3', 'libgbm1'],
    ],
    [['libmade-up.so.1'], []],
  ])('the packages of %s are %s [EL6b]', (libraries, packages) => {
    expect(packagesOf(libraries)).toEqual(packages)
  })

  test('a missing library is answered by the line to type [EL6b]', () => {
    expect(librariesObstacle(['libnss3.so'])).toBe(
      'Electron can’t start: this system lacks libnss3.so.\nOn Debian and Ubuntu: sudo apt-get install -y libnss3',
    )
    expect(librariesObstacle(['libmade-up.so.1'])).toContain('Install the packages of this system')
  })

  test.each([
    ['Ubuntu 23.10 and newer', { 'kernel/apparmor_restrict_unprivileged_userns': '1' }, 'true', false],
    ['Ubuntu with that rule off', { 'kernel/apparmor_restrict_unprivileged_userns': '0' }, 'true', true],
    ['Debian with namespaces off', { 'kernel/unprivileged_userns_clone': '0' }, 'true', false],
    ['a system that allows none', { 'user/max_user_namespaces': '0' }, 'true', false],
    ['a container that refuses them', { 'user/max_user_namespaces': '15000' }, 'false', false],
    ['a system without rules', {}, 'true', true],
    ['a system without unshare', {}, '/nonexistent/unshare', true],
  ])('%s: whether an ordinary program may use user namespaces [EL5]', (_what, values, unshare, may) => {
    expect(canUseNamespaces(settings(values), unshare)).toBe(may)
  })

  test.runIf(process.getuid?.() === 0)(
    'the sandbox’s helper is ready when it is root’s and runs as root (only root can make one) [EL5]',
    () => {
      const helper = join(folder, 'chrome-sandbox')
      expect(isSandboxHelperReady(helper)).toBe(false)
      writeFileSync(helper, '')
      chmodSync(helper, 0o755)
      expect(isSandboxHelperReady(helper)).toBe(false)
      chmodSync(helper, 0o4755)
      expect(isSandboxHelperReady(helper)).toBe(true)
    },
  )

  test('a helper of an ordinary user’s own is not ready, whatever its mode [EL5]', () => {
    const helper = join(folder, 'chrome-sandbox')
    writeFileSync(helper, '')
    chmodSync(helper, 0o755)
    expect(isSandboxHelperReady(helper)).toBe(false)
  })

  test('a system that forbids the sandbox is answered by the two lines to type [EL5]', () => {
    expect(sandboxObstacle('/home/a b/chrome-sandbox').split('\n').slice(2)).toEqual([
      "  sudo chown root '/home/a b/chrome-sandbox'",
      "  sudo chmod 4755 '/home/a b/chrome-sandbox'",
    ])
  })
})
