import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { closeStore, openStore } from '../../electron/main/store/database.ts'
import { readPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { dropFolder, host, launchApp, newDataFolder, startApp } from '../support/app.ts'
import { callLocal, whereIn } from '../support/local-client.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'
import { startTrayWatcher, type TrayWatcher } from '../support/tray-watcher.ts'

let service: SecretService
let watcher: TrayWatcher | null = null
let dataFolder: string
beforeAll(async () => {
  service = await startSecretService()
})
afterAll(() => service.stop())
beforeEach(() => {
  dataFolder = newDataFolder()
})
afterEach(() => {
  watcher?.stop()
  watcher = null
  dropFolder(dataFolder)
})

const data = () => join(dataFolder, 'data')
const file = () => join(data(), 'run', 'local.json')

function switchOn(): void {
  const store = openStore(join(data(), 'mooring.db'))
  writePreferences(store, { ...readPreferences(store), areScriptsOn: true })
  closeStore(store)
}

describe.skipIf(process.platform === 'win32')(`scripts, on ${host.kind}`, () => {
  test('are off at first, and the file says so to the command', async () => {
    const app = await startApp({ dataFolder, env: service.env })
    await expect.poll(() => existsSync(file())).toBe(true)
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ protocol: 1, isOff: true })
    await app.quit()
    expect(existsSync(file())).toBe(false)
  })

  test(
    'reach an app that has no window, and leave nothing of it when it quits',
    { tags: 'thorough' },
    async () => {
      switchOn()
      watcher = await startTrayWatcher(service.env)
      const app = await launchApp({ dataFolder, env: service.env, args: ['--hidden'] })
      await expect.poll(() => existsSync(file())).toBe(true)
      const where = whereIn(data())
      const { body } = await callLocal(where, 'app.status')
      expect(body).toMatchObject({ schema: 'mooring.status/1', waitingConsents: 0, isWindowOpen: false })
      await app.quit()
      expect([existsSync(file()), existsSync(where.address)]).toEqual([false, false])
    },
  )
})
