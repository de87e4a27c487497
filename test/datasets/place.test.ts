import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canonicalPath, fileNameFor, isSynced } from '../../electron/main/datasets/place.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mooring-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  'Dropbox',
  'Dropbox (Personal)',
  'OneDrive',
  'OneDrive - Contoso',
  'iCloud Drive',
  'Mobile Documents',
  'Google Drive',
  'GoogleDrive',
  'CloudStorage',
  'Nextcloud',
  'Syncthing',
])('a file in the folder %s is synced', (name) => {
  expect(isSynced(join(folder, name, 'finance', 'Household.sqlite'))).toBe(true)
})

test.each(['.stfolder', '.dropbox'])('a file below a folder with %s is synced', (mark) => {
  mkdirSync(join(folder, 'shared', 'finance'), { recursive: true })
  writeFileSync(join(folder, 'shared', mark), '')
  expect(isSynced(join(folder, 'shared', 'finance', 'Household.sqlite'))).toBe(true)
  expect(isSynced(join(folder, 'other', 'Household.sqlite'))).toBe(false)
})

test('a folder that only begins like one is not synced', () => {
  expect(isSynced(join(folder, 'Dropboxes', 'Household.sqlite'))).toBe(false)
})

test('two ways to write a path are the same place', () => {
  mkdirSync(join(folder, 'real'))
  symlinkSync(join(folder, 'real'), join(folder, 'link'))
  const place = join(folder, 'real', 'Household.sqlite')
  expect(canonicalPath(join(folder, 'link', 'Household'))).toBe(place)
  writeFileSync(place, '')
  symlinkSync(place, join(folder, 'Other.sqlite'))
  expect(canonicalPath(join(folder, 'Other.sqlite'))).toBe(place)
})

test.each([
  ['Household', 'Household.sqlite'],
  ['Miller & Sons / 2026', 'Miller & Sons 2026.sqlite'],
  ['..', 'Dataset.sqlite'],
  ['CON:\u0000<x>', 'CON x.sqlite'],
])('the file of a dataset called %j is %j', (name, file) => {
  expect(fileNameFor(name)).toBe(file)
})
