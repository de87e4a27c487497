import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markDownloaded } from '../../electron/main/system/mark-downloaded.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-mark-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('on Windows a file is marked as one of the internet, without an address', async () => {
  const path = join(folder, 'statement.pdf')
  writeFileSync(path, '%PDF-')
  await markDownloaded(path, 'win32')
  // Elsewhere, a stream of a file is a file whose name has a colon.
  expect(readFileSync(`${path}:Zone.Identifier`, 'utf8')).toBe(
    '[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=about:internet\r\n',
  )
})

test('a mark that can’t be written does not fail the download, and Linux has none', async () => {
  await markDownloaded(join(folder, 'no folder', 'statement.pdf'), 'win32')
  await markDownloaded(join(folder, 'statement.pdf'), 'darwin')
  await markDownloaded(join(folder, 'statement.pdf'), 'linux')
  expect(readdirSync(folder)).toEqual([])
})
