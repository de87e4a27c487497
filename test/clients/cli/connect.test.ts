import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dataFolderOf } from '../../../clients/cli/connect/data-folder.ts'
import { hiddenBy } from '../../../clients/cli/connect/hidden-by.ts'
import { readLocalFile } from '../../../clients/cli/connect/local-file.ts'
import { root } from '../../../scripts/run.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-connect-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const system = (platform: NodeJS.Platform, env: Record<string, string> = {}) => ({
  platform,
  env,
  home: '/home/me',
  ownFolder: '/opt/Mooring/resources/cli',
  workingFolder: '/work',
})

describe.skipIf(process.platform === 'win32')('the app’s data folder', () => {
  test.each([
    ['linux', {}, '/home/me/.config/Mooring/data'],
    ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/cfg/Mooring/data'],
    ['darwin', {}, '/home/me/Library/Application Support/Mooring/data'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/Mooring/data'],
    ['linux', { MOORING_DATA: '/elsewhere' }, '/elsewhere'],
    ['linux', { MOORING_DATA: ' ' }, '/home/me/.config/Mooring/data'],
  ] as const)('on %s with %j is %s', (platform, env, expected) => {
    expect(dataFolderOf(system(platform, env), null)).toBe(expected)
  })

  test('is that of --data before any other', () => {
    expect(dataFolderOf(system('linux', { MOORING_DATA: '/elsewhere' }), '/given')).toBe('/given')
  })

  test('is that of `npm start` for the command of a checkout', () => {
    const inCheckout = { ...system('linux'), ownFolder: join(root, 'out/cli') }
    expect(dataFolderOf(inCheckout, null)).toBe('/home/me/.config/Mooring Development/data')
  })
})

test.each([
  ['linux', { SNAP: '/snap/x', SNAP_NAME: 'x' }, 'a snap'],
  ['darwin', { APP_SANDBOX_CONTAINER_ID: 'x' }, 'the App Sandbox of macOS'],
  ['darwin', {}, null],
  ['win32', {}, null],
] as const)('on %s with %j the app is hidden by %s', (platform, env, expected) => {
  expect(hiddenBy({ platform, env })).toBe(expected)
})

test('on Windows a file outside the profile is refused, because others might write it', () => {
  mkdirSync(join(folder, 'data/run'), { recursive: true })
  writeFileSync(
    join(folder, 'data/run/local.json'),
    JSON.stringify({ protocol: 1, version: '0.1.0', address: '\\\\.\\pipe\\x', key: 'A'.repeat(43), pid: 1 }),
  )
  const reader = (home: string) => ({ platform: 'win32' as const, home, userId: undefined, version: '0.1.0' })
  mkdirSync(join(folder, 'profile'))
  expect(readLocalFile(join(folder, 'data'), reader(folder))).toMatchObject({ address: '\\\\.\\pipe\\x' })
  expect(() => readLocalFile(join(folder, 'data'), reader(join(folder, 'profile')))).toThrow(
    'not below your profile',
  )
})

test.each([
  ['nonsense', 'it is no JSON'],
  ['null', 'not what Mooring writes'],
  ['{"protocol":1,"version":"1","pid":1}', 'not what Mooring writes'],
  ['{"protocol":1,"version":"1","pid":1,"address":"x","key":"short"}', 'its key is no key'],
])('%s in local.json: %s', (text, message) => {
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  writeFileSync(join(folder, 'run/local.json'), text, { mode: 0o600 })
  const { platform } = process
  const reader = { platform, home: folder, userId: process.getuid?.(), version: '0.1.0' }
  expect(() => readLocalFile(folder, reader)).toThrow(message)
})
