import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { quitCleanly } from '../../electron/main/system/quit.ts'
import { makeApp, type StartedApp } from '../standin/app.ts'
import { quietLog } from '../support/quiet-log.ts'

let folder: string
let started: StartedApp
let app: StartedApp['app']
/** What the stand-in supplies of it. */
const electronApp = () => app as unknown as App
let seen: string[]
let ended: PromiseWithResolvers<number>
let closing: PromiseWithResolvers<void>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-quit-'))
  writeFileSync(join(folder, 'package.json'), '{"name":"app","version":"1.0.0","main":"main.js"}')
  seen = []
  ended = Promise.withResolvers()
  closing = Promise.withResolvers()
  started = makeApp(folder, [], {
    closeWindows: async () => true,
    end: (code) => ended.resolve(code),
    awaited: () => {},
    relaunch: (args, execPath) =>
      void seen.push(['relaunch', ...args, ...(execPath ? [`by ${execPath}`] : [])].join(' ')),
  })
  app = started.app
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const openAgain = (...args: string[]) =>
  started.openedAgain({ argv: ['mooring', ...args], workingDirectory: '' })

const close = () => {
  seen.push('close')
  return closing.promise
}
const refuse = async (title: string) => void seen.push(title)

test('a second Quit while the app closes neither closes again nor installs an update again [EL15]', async () => {
  const quitThen = quitCleanly({ app: electronApp(), log: quietLog(), close, refuse })
  quitThen('update', async () => void seen.push('install'))
  app.quit()
  closing.resolve()
  await expect.poll(() => seen).toContain('install')
  app.quit()
  expect(seen).toEqual(['close', 'install'])
})

test('closing that never ends does not keep the app from quitting [EL15]', async () => {
  quitCleanly({ app: electronApp(), log: quietLog(), close, refuse, limitMs: 20 })
  app.quit()
  app.quit()
  expect(await ended.promise).toBe(0)
  expect(seen).toEqual(['close'])
})

test('an app that is opened again while it closes starts again, with what it was opened with [EL25]', async () => {
  quitCleanly({ app: electronApp(), log: quietLog(), close, refuse })
  openAgain('ignored: it is not closing yet')
  app.quit()
  openAgain('mooring://connection/c1')
  closing.resolve()
  expect(await ended.promise).toBe(0)
  expect(seen).toEqual(['close', 'relaunch mooring://connection/c1'])
})

const mac = ['Mooring', '--option', 'mooring://connection/before']

test.each([
  ['its icon in the Dock', [], 'relaunch --option'],
  ['an address', ['mooring://connection/c1'], 'relaunch --option mooring://connection/c1'],
])(
  'on macOS an app that is opened again by %s while it closes starts again [EL25]',
  async (_by, args, again) => {
    vi.stubEnv('MOORING_STANDIN_OPENS_AS', 'darwin')
    quitCleanly({ app: electronApp(), log: quietLog(), close, refuse, argv: mac })
    openAgain('mooring://ignored/it-is-not-closing-yet')
    app.quit()
    openAgain(...args)
    closing.resolve()
    expect(await ended.promise).toBe(0)
    expect(seen).toEqual(['close', again])
  },
)

test.each([
  ['update', 'Mooring wasn’t updated'],
  ['replace', 'Mooring’s data weren’t replaced'],
] as const)('an %s that fails at the end is said as what it is', async (what, title) => {
  const log = quietLog()
  const quitThen = quitCleanly({ app: electronApp(), log, close, refuse })
  quitThen(what, async () => {
    throw new Error('on purpose')
  })
  closing.resolve()
  await expect.poll(() => seen).toEqual(['close', title])
  expect(log.lines.map(([event]) => event)).toEqual([`${what}.failed`])
})

test('what needs everything closed is left undone and said where closing never ends: the database may still be open', async () => {
  const log = quietLog()
  const quitThen = quitCleanly({ app: electronApp(), log, close, refuse, limitMs: 20 })
  quitThen('replace', async () => void seen.push('replace the database'))
  await expect.poll(() => seen).toEqual(['close', 'Mooring’s data weren’t replaced'])
  expect(log.lines.map(([event]) => event)).toEqual(['quit.late'])
})

test('an AppImage starts again by its own file: what it mounts is gone when it ends', async () => {
  quitCleanly({ app: electronApp(), log: quietLog(), close, refuse, appImage: '/home/a/Mooring.AppImage' })
  app.quit()
  openAgain('mooring://connection/c1')
  closing.resolve()
  expect(await ended.promise).toBe(0)
  expect(seen).toEqual(['close', 'relaunch mooring://connection/c1 by /home/a/Mooring.AppImage'])
})
