import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { quitCleanly } from '../../electron/main/system/quit.ts'
import { makeApp, type StartedApp } from '../standin/app.ts'
import { quietLog } from '../support/quiet-log.ts'
import { openSquirrel } from '../support/squirrel.ts'

const folder = mkdtempSync(join(tmpdir(), 'mooring-quit-'))
writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({ name: 'mooring', version: '0.1.0', main: 'index.js' }),
)
let ended: number[] = []
const started: StartedApp = makeApp(folder, [], {
  closeWindows: async () => true,
  end: (code) => void ended.push(code),
  awaited: () => undefined,
  relaunch: () => undefined,
})
const { app } = started

beforeEach(() => {
  ended = []
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('on macOS a restart for an update comes back: nothing quits the app before the system relaunches it [EL11]', async () => {
  const squirrel = openSquirrel({ allClosed: started.allClosed, hasEnded: () => ended.length > 0 })
  app.on('window-all-closed', () => app.quit())
  let closed = 0
  const quitThen = quitCleanly({
    // The stand-in's methods return its own app.
    app: app as unknown as App,
    log: quietLog(),
    refuse: async () => undefined,
    close: async () => void (closed += 1),
  })
  quitThen('update', async () => squirrel.quitAndInstall())
  await expect.poll(() => squirrel.installed).toBe(true)
  expect([closed, ended]).toEqual([1, []])
})
