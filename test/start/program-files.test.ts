import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findDamage, listProgramFiles } from '../../electron/main/start/program-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-files-'))
  mkdirSync(join(folder, 'chunks'))
  writeFileSync(join(folder, 'index.js'), 'start()')
  writeFileSync(join(folder, 'index.js.map'), 'not shipped')
  writeFileSync(join(folder, 'chunks/later.js'), 'later()')
  listProgramFiles(folder)
})
afterEach(() => rmSync(folder, { recursive: true }))

test('what is as it was built is sound, without the maps that are not shipped', () => {
  rmSync(join(folder, 'index.js.map'))
  expect(findDamage([folder])).toBe(null)
  expect(Object.keys(JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')) as object)).toEqual([
    'chunks/later.js',
    'index.js',
  ])
})

test.each<[what: string, harm: () => void, found: string]>([
  ['a changed byte', () => writeFileSync(join(folder, 'chunks/later.js'), 'lates()'), 'chunks/later.js'],
  ['a missing file', () => rmSync(join(folder, 'index.js')), 'index.js'],
  ['a missing list', () => rmSync(join(folder, 'files.json')), 'files.json'],
  ['a list that is none', () => writeFileSync(join(folder, 'files.json'), '{'), 'files.json'],
])('%s is damage, and named', (_what, harm, found) => {
  harm()
  expect(findDamage([folder])).toBe(join(folder, found))
})
