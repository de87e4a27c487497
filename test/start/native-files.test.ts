import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findNativeDamage, listNativeFiles, nativeFilesOf } from '../../electron/main/start/native-files.ts'

const modules = join(import.meta.dirname, '../../node_modules')
const host = { platform: 'linux', arch: 'x64' } as const
const [database = '', keychain = ''] = nativeFilesOf('linux', 'x64')
let folder: string
let installed: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-native-'))
  installed = join(folder, 'node_modules')
  for (const name of [database, keychain]) {
    mkdirSync(dirname(join(installed, name)), { recursive: true })
    cpSync(join(modules, name), join(installed, name))
  }
  listNativeFiles(folder, modules)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('both binaries as their packages carry them are no damage', () => {
  expect(findNativeDamage(folder, installed, host)).toBe(null)
})

test('one byte more, a missing binary, and a missing list are', () => {
  appendFileSync(join(installed, keychain), 'x')
  expect(findNativeDamage(folder, installed, host)).toBe(keychain)
  rmSync(join(installed, database))
  expect(findNativeDamage(folder, installed, host)).toBe(database)
  rmSync(join(folder, 'native.json'))
  expect(findNativeDamage(folder, installed, host)).toBe(join(folder, 'native.json'))
})

test('on macOS, where signing changes them, only a missing one is', () => {
  const mac = { platform: 'darwin', arch: 'arm64' } as const
  const names = nativeFilesOf('darwin', 'arm64')
  expect(findNativeDamage(folder, installed, mac)).toBe(names[0])
  expect(findNativeDamage(folder, modules, mac)).toBe(null)
})
