import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backUp } from '../../electron/main/store/backups.ts'
import { closeStore, openStore } from '../../electron/main/store/database.ts'
import { insertRegistration } from '../../electron/main/store/registrations.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

let service: SecretService
let dataFolder: string
let app: RunningApp | null = null

beforeEach(async () => {
  service = await startSecretService()
  dataFolder = newDataFolder()
})
afterEach(async () => {
  await app?.quit()
  app = null
  service.stop()
  dropFolder(dataFolder)
})

const file = () => join(dataFolder, 'data/mooring.db')
const asides = () => readdirSync(join(dataFolder, 'data')).filter((name) => name.startsWith('damaged-'))

async function start(): Promise<RunningApp> {
  app = await startApp({ dataFolder, env: service.env })
  return app
}

/** A database with a registration, a copy of it from before that, and then damage. */
function damageData(): void {
  const store = openStore(file())
  const add = (name: string) =>
    insertRegistration(store, {
      id: name,
      name,
      environment: { kind: 'openid', issuer: 'https://login.example.com/' },
      clientId: 'desk',
      hasSecret: false,
      scopes: ['openid'],
      redirect: { mode: 'loopback' },
      createdAtMs: 1,
    })
  add('In the copy')
  backUp(store, file(), 'daily', Date.UTC(2026, 10, 22, 9))
  add('After the copy')
  closeStore(store)
  writeFileSync(file(), '<html>not a database</html>'.repeat(100))
}

describe(`the data, on ${host.kind}`, () => {
  test('a damaged database is put back from its last good copy, in the same window', async () => {
    damageData()
    const { window } = await start()
    await window.getByText('There is a good copy of').waitFor()
    await window.getByRole('button', { name: 'Put back the copy' }).click()
    await window.getByRole('button', { name: 'Registrations' }).click()
    await window.getByRole('heading', { name: 'In the copy' }).waitFor()
    expect(await window.getByText('After the copy').count()).toBe(0)
    expect(readFileSync(join(dataFolder, 'data', asides()[0] ?? '', 'mooring.db'), 'utf8')).toContain('not a')
  })

  test('a person may begin anew instead, and what is damaged is kept', async () => {
    damageData()
    const { window } = await start()
    await window.getByRole('button', { name: 'Begin anew' }).click()
    await window.getByRole('button', { name: 'Link Mikomo' }).waitFor()
    expect(asides()).toHaveLength(1)
    expect(readdirSync(join(dataFolder, 'data/backups'))).toHaveLength(1)
  })

  test('what stood in the way is gone: trying again goes on without a restart', async () => {
    mkdirSync(file(), { recursive: true })
    const { window } = await start()
    await window.getByText('Mooring can’t write to its data folder').waitFor()
    rmSync(file(), { recursive: true })
    await window.getByRole('button', { name: 'Try again' }).click()
    await window.getByRole('button', { name: 'Link Mikomo' }).waitFor()
    expect(existsSync(file())).toBe(true)
  })
})
