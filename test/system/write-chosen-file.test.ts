import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeChosenFile } from '../../electron/main/system/write-chosen-file.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-file-'))
  path = join(folder, 'accounts.csv')
})
afterEach(() => rmSync(folder, { recursive: true }))

const content = (name: string) => readFileSync(join(folder, name), 'utf8')

test('a file appears under its name only once it is complete, and only the user can read it [R11]', async () => {
  writeFileSync(path, 'before')
  const written = await writeChosenFile(path, async (write) => {
    await write('one\n')
    expect(content('accounts.csv')).toBe('before')
    expect(content('accounts.csv.partial')).toBe('one\n')
    await write(Buffer.from('two\n'))
    return null
  })
  expect(written).toBe(path)
  expect([readdirSync(folder), content('accounts.csv')]).toEqual([['accounts.csv'], 'one\ntwo\n'])
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a file that turns out to lack something has that in its name and on every line, and replaces none [R11]', async () => {
  writeFileSync(path, 'before')
  writeFileSync(join(folder, 'accounts-partial.csv'), 'another')
  const line = `é${'x'.repeat(50_000)}\u2028\n`
  const written = await writeChosenFile(path, async (write) => {
    for (let count = 0; count < 3; count += 1) await write(line)
    await write('last')
    return {
      isPartial: true,
      rewrite: async (lines, to) => {
        for await (const some of lines) await to(some.map((one) => one.replace(/\n?$/, '!$&')).join(''))
      },
    }
  })
  expect(written).toBe(join(folder, 'accounts-partial-2.csv'))
  expect(content('accounts-partial-2.csv')).toBe(`${line.replace('\n', '!\n').repeat(3)}last!`)
  expect([content('accounts.csv'), content('accounts-partial.csv')]).toEqual(['before', 'another'])
  expect(readdirSync(folder)).toHaveLength(3)
})

test('a file that can’t be completed is deleted, and what was there before stays [R11]', async () => {
  writeFileSync(path, 'before')
  const failing = writeChosenFile(path, async (write) => {
    await write('one')
    throw new Error('the institution is down')
  })
  await expect(failing).rejects.toThrow('the institution is down')
  expect([readdirSync(folder), content('accounts.csv')]).toEqual([['accounts.csv'], 'before'])
})

test('what an app that was killed left behind is replaced, and a link there is not followed [R11]', async () => {
  writeFileSync(join(folder, 'other'), 'mine')
  symlinkSync(join(folder, 'other'), `${path}.partial`)
  await writeChosenFile(path, async (write) => {
    await write('one')
    return null
  })
  expect([content('other'), content('accounts.csv')]).toEqual(['mine', 'one'])
})

test('a folder that can’t be written is a failure with its cause', async () => {
  await expect(writeChosenFile(join(folder, 'none', 'a.csv'), async () => null)).rejects.toMatchObject({
    code: 'file_unwritable',
    detail: { cause: 'ENOENT' },
  })
  mkdirSync(path)
  await expect(writeChosenFile(path, async () => null)).rejects.toMatchObject({ code: 'file_unwritable' })
  expect(readdirSync(folder)).toEqual(['accounts.csv'])
})
