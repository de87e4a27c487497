import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasTray } from '../../electron/main/system/has-tray.ts'
import { startBus, type Bus } from '../support/secret-service.ts'
import { startTrayWatcher } from '../support/tray-watcher.ts'

let bus: Bus
beforeAll(async () => {
  bus = await startBus()
})
afterAll(() => bus.stop())

const ask = (env: NodeJS.ProcessEnv = {}) =>
  hasTray({ platform: 'linux', env: { ...process.env, ...bus.env, ...env } })

test('macOS and Windows always show icons of apps', async () => {
  expect(await hasTray({ platform: 'darwin', env: {} })).toBe(true)
  expect(await hasTray({ platform: 'win32', env: {} })).toBe(true)
})

test('a desktop without a watcher, or without a panel that draws the icons, shows none', async () => {
  expect(await ask()).toBe(false)
  const watcher = await startTrayWatcher(bus.env, { hasHost: false })
  expect(await ask()).toBe(false)
  watcher.stop()
})

test.each(['gdbus', 'busctl'])('a desktop with a watcher shows icons, as %s is told', async (program) => {
  const watcher = await startTrayWatcher(bus.env)
  const folder = mkdtempSync(join(tmpdir(), 'mooring-path-'))
  try {
    const found = (process.env['PATH'] ?? '').split(delimiter).map((one) => join(one, program))
    for (const file of found) if (file.startsWith('/usr/bin/')) symlinkSync(file, join(folder, program))
    expect(await ask({ PATH: folder })).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
    watcher.stop()
  }
})

test('without a session bus, or a program to ask it with, there is no icon', async () => {
  expect(await ask({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' })).toBe(false)
  expect(await ask({ PATH: '/nowhere' })).toBe(false)
})
