import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canWrite } from '../../electron/main/start/can-write.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-can-write-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a folder that is there or can be made can be written; one with a file in its way can’t', () => {
  writeFileSync(join(folder, 'file'), '')
  expect([folder, join(folder, 'a/b'), join(folder, 'file'), join(folder, 'file/c')].map(canWrite)).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('asking leaves nothing in the folder', () => {
  expect(canWrite(folder)).toBe(true)
  expect(readdirSync(folder)).toEqual([])
})

// Like a folder on Windows whose list of who may write lacks the user: `access` says yes, to root at least.
test.skipIf(process.platform !== 'linux')(
  'a folder that refuses what is written is not writable, whatever its mode says (only Linux has /proc)',
  () => {
    expect(canWrite('/proc/self/fd')).toBe(false)
  },
)
