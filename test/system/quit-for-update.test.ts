import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
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
})
const { app } = started
vi.doMock('electron', () => ({ app, dialog: { showErrorBox: () => undefined } }))
const { quitCleanly } = await import('../../electron/main/system/quit.ts')

beforeEach(() => {
  ended = []
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('on macOS a restart for an update comes back: nothing quits the app before the system relaunches it [EL11]', async () => {
  const squirrel = openSquirrel({ allClosed: started.allClosed, hasEnded: () => ended.length > 0 })
  app.on('window-all-closed', () => app.quit())
  let closed = 0
  const quitThen = quitCleanly(quietLog(), async () => void (closed += 1))
  quitThen(async () => squirrel.quitAndInstall())
  await expect.poll(() => squirrel.installed).toBe(true)
  expect([closed, ended]).toEqual([1, []])
})
