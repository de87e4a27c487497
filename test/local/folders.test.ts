import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newAddress } from '../../electron/main/local/address.ts'
import { openBareListener } from '../support/bare-listener.ts'
import { callLocal, whereIn } from '../support/local-client.ts'

const isRoot = process.getuid?.() === 0
const isPosix = process.platform !== 'win32'
const nobody = 65_534

let folder: string
let runtimeFolder: string
let temporaryFolder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folders-'))
  runtimeFolder = join(folder, 'run')
  temporaryFolder = join(folder, 'tmp')
  for (const made of [runtimeFolder, temporaryFolder]) mkdirSync(made, { mode: 0o700 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const address = () => {
  const made = newAddress({ platform: process.platform, runtimeFolder, temporaryFolder })
  made.remove()
  return made.path
}
const inRuntime = () => address().startsWith(join(runtimeFolder, 'mooring/'))
const inTemporary = () => address().startsWith(join(temporaryFolder, 'mooring-'))

test.runIf(isPosix)('the socket is in the user’s folder for sockets', () => {
  expect(inRuntime()).toBe(true)
})

test.runIf(isPosix).each<[what: string, spoil: () => void]>([
  ['is a link', () => symlinkSync(temporaryFolder, join(runtimeFolder, 'mooring'))],
  ['is open to others', () => mkdirAs(join(runtimeFolder, 'mooring'), 0o755)],
  ['is below one that others may write to', () => chmodSync(runtimeFolder, 0o777)],
  ['is a file’s name', () => symlinkSync('/dev/null', join(runtimeFolder, 'mooring'))],
  ['has too long a path', () => void (runtimeFolder = deep(runtimeFolder))],
])('a folder for sockets that %s is not used: there is a new one in the temporary folder', (_what, spoil) => {
  spoil()
  expect(inTemporary()).toBe(true)
})

test.runIf(isRoot)('nor one of another user', () => {
  mkdirAs(join(runtimeFolder, 'mooring'), 0o700)
  chownSync(join(runtimeFolder, 'mooring'), nobody, nobody)
  expect(inTemporary()).toBe(true)
  chownSync(runtimeFolder, nobody, nobody)
  expect(inTemporary()).toBe(true)
})

test.runIf(isPosix)('others may write to the folder above only if it is sticky', () => {
  chmodSync(runtimeFolder, 0o1777)
  expect(inRuntime()).toBe(true)
})

test.runIf(isPosix)(
  'where no folder is safe nothing listens, and no file says that something does',
  async () => {
    chmodSync(runtimeFolder, 0o777)
    chmodSync(temporaryFolder, 0o777)
    const { listener, dataFolder, log, close } = await openBareListener({ runtimeFolder, temporaryFolder })
    expect(listener.isListening()).toBe(false)
    expect(existsSync(join(dataFolder, 'run/local.json'))).toBe(false)
    expect(log.lines.join('\n')).toContain('scripts.not_listening')
    await close()
  },
)

test.runIf(isRoot)('another user can neither read the key nor reach the socket', async () => {
  const { dataFolder, close } = await openBareListener()
  const { address: path } = whereIn(dataFolder)
  const script = `
    const fs = require('node:fs')
    const tries = [() => fs.readFileSync(process.argv[1])]
    for (const one of tries) try { one(); console.log('read') } catch (thrown) { console.log(thrown.code) }
    require('node:net').connect(process.argv[2]).on('connect', () => console.log('connected')).on('error', ({ code }) => console.log(code))
  `
  const said = execFileSync(
    'setpriv',
    [
      `--reuid=${nobody}`,
      `--regid=${nobody}`,
      '--clear-groups',
      process.execPath,
      '-e',
      script,
      join(dataFolder, 'run/local.json'),
      path,
    ],
    { encoding: 'utf8' },
  )
  expect(said).toBe('EACCES\nEACCES\n')
  expect((await callLocal(whereIn(dataFolder), 'a.a')).status).toBe(200)
  await close()
})

function mkdirAs(path: string, mode: number): void {
  mkdirSync(path)
  chmodSync(path, mode)
}

function deep(below: string): string {
  const path = join(below, 'x'.repeat(100))
  mkdirSync(path, { mode: 0o700 })
  return path
}
