import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openCommandLink } from '../../electron/main/system/script-command.ts'

let home: string
let file: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mooring-home-'))
  file = join(home, 'app', 'resources', 'cli', 'mooring.mjs')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const own = () => join(home, '.local', 'bin', 'mooring')
const open = (change: Partial<Parameters<typeof openCommandLink>[0]> = {}) =>
  openCommandLink({
    platform: 'linux',
    home,
    searchPath: join(home, '.local', 'bin'),
    original: file,
    ...change,
  })

/** A program that answers as Node of that version does. */
function putNode(version: string): string {
  const folder = join(home, 'node')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'node'), `#!/bin/sh\necho ${version}\n`)
  chmodSync(join(folder, 'node'), 0o755)
  return folder
}

// Links need a right of their own on Windows, where the window says what to do instead.
describe.skipIf(process.platform === 'win32')('the command in PATH', () => {
  test('is a link that is added and removed', async () => {
    const command = open()
    expect(await command.read()).toMatchObject({
      state: 'unlinked',
      link: '~/.local/bin/mooring',
      isOnPath: true,
    })
    expect(await command.link(true)).toMatchObject({ state: 'linked' })
    expect(readlinkSync(own())).toBe(file)
    expect(await command.link(true)).toMatchObject({ state: 'linked' })
    expect(await command.link(false)).toMatchObject({ state: 'unlinked' })
    expect(lstatSync(own(), { throwIfNoEntry: false })).toBeUndefined()
  })

  test('says where terminals do not look', async () => {
    expect(await open({ searchPath: '/usr/bin' }).link(true)).toMatchObject({
      state: 'linked',
      isOnPath: false,
    })
  })

  test.each([
    ['a program', (path: string) => writeFileSync(path, 'other')],
    ['a link to another program', (path: string) => symlinkSync('/usr/bin/env', path)],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('replaces and removes nothing else: %s', async (_what, put) => {
    mkdirSync(dirname(own()), { recursive: true })
    put(own())
    const before = lstatSync(own())
    const command = open()
    expect(await command.link(true)).toMatchObject({ state: 'other' })
    expect(await command.link(false)).toMatchObject({ state: 'other' })
    expect(lstatSync(own()).ino).toBe(before.ino)
  })

  test('replaces the link to a Mooring that was elsewhere, which is gone', async () => {
    mkdirSync(dirname(own()), { recursive: true })
    symlinkSync('/opt/Older/resources/cli/mooring.mjs', own())
    expect(await open().link(true)).toMatchObject({ state: 'linked' })
    expect(readlinkSync(own())).toBe(file)
  })

  test('on macOS is in the folder for everybody where that can be written, else in the user’s', async () => {
    const sharedFolder = join(home, 'shared')
    expect(await open({ platform: 'darwin', sharedFolder }).read()).toMatchObject({
      link: '~/.local/bin/mooring',
    })
    mkdirSync(sharedFolder)
    expect(await open({ platform: 'darwin', sharedFolder }).link(true)).toMatchObject({
      state: 'linked',
      link: '~/shared/mooring',
    })
  })

  test('fails with the reason where the link can’t be made', async () => {
    writeFileSync(join(home, '.local'), 'no folder')
    await expect(open().link(true)).rejects.toMatchObject({ code: 'file_unwritable' })
    expect(readFileSync(join(home, '.local'), 'utf8')).toBe('no folder')
  })

  test.each([
    ['v24.4.1', '24.4.1', true],
    ['v20.0.0', '20.0.0', true],
    ['v18.20.4', '18.20.4', false],
    ['nonsense', null, false],
  ])('says whether Node %s runs it', async (said, node, isNodeUsable) => {
    expect(await open({ searchPath: putNode(said) }).read()).toMatchObject({ node, isNodeUsable })
  })

  test('says where there is no Node', async () => {
    expect(await open({ searchPath: join(home, 'nothing') }).read()).toMatchObject({ node: null })
  })
})

test('on Windows the user adds the folder of its .cmd file', async () => {
  writeFileSync(file.replace(/mjs$/, 'cmd'), '')
  expect(await open({ platform: 'win32' }).read()).toMatchObject({
    state: 'byHand',
    link: null,
    file: file.replace(/mjs$/, 'cmd'),
  })
})

test('an app without the command says so, and links nothing', async () => {
  rmSync(file)
  expect(await open().link(true)).toMatchObject({ state: 'missing' })
  expect(lstatSync(own(), { throwIfNoEntry: false })).toBeUndefined()
})

test.skipIf(process.platform === 'win32')(
  'an app whose files are elsewhere at each start links a copy, which follows updates',
  async () => {
    const copy = join(home, 'data', 'cli', 'mooring.mjs')
    writeFileSync(file, 'old')
    writeFileSync(join(dirname(file), 'mooring-mcp.mjs'), 'beside it')
    const command = open({ copy })
    expect(await command.link(true)).toMatchObject({ state: 'linked', file: copy })
    expect(readlinkSync(own())).toBe(copy)
    writeFileSync(file, 'new')
    await command.read()
    expect(readFileSync(own(), 'utf8')).toBe('new')
    expect(readFileSync(join(dirname(copy), 'mooring-mcp.mjs'), 'utf8')).toBe('beside it')
    rmSync(file)
    expect(await command.read()).toMatchObject({ state: 'linked' })
  },
)
