import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stubDialog } from 'electron-playwright-helpers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { appendActivity } from '../../electron/main/store/activity.ts'
import { backUp } from '../../electron/main/store/backups.ts'
import { closeStore, openStore } from '../../electron/main/store/database.ts'
import { insertRegistration } from '../../electron/main/store/registrations.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'
import { usualProtections } from '../../shared/usual-protections.ts'

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
      publicKey: null,
      protections: usualProtections,
      scopes: ['openid'],
      redirect: { mode: 'loopback' },
      readsNumbers: false,
      createdAtMs: 1,
    })
  add('In the copy')
  backUp(store, file(), 'daily', Date.UTC(2026, 10, 22, 9))
  add('After the copy')
  closeStore(store)
  writeFileSync(file(), '<html>not a database</html>'.repeat(100))
}

describe(`the data, on ${host.kind}`, () => {
  test(
    'a damaged database is put back from its last good copy, in the same window',
    { tags: 'thorough' },
    async () => {
      damageData()
      const { window } = await start()
      await window.getByText('There’s a backup from').waitFor()
      await window.getByRole('button', { name: 'Restore backup' }).click()
      await window.getByRole('button', { name: 'Registrations' }).click()
      await window.getByRole('heading', { name: 'In the copy' }).waitFor()
      expect(await window.getByText('After the copy').count()).toBe(0)
      expect(readFileSync(join(dataFolder, 'data', asides()[0] ?? '', 'mooring.db'), 'utf8')).toContain(
        'not a',
      )
    },
  )

  test(
    'a missing database is never created: its copy is offered, and put back in the same window [R1]',
    { tags: 'thorough' },
    async () => {
      damageData()
      rmSync(file())
      const { window } = await start()
      await window.getByText('Mooring’s database is missing from its data folder').waitFor()
      await window.getByText('There’s a backup from').waitFor()
      expect(existsSync(file())).toBe(false)
      await window.getByRole('button', { name: 'Restore backup' }).click()
      await window.getByRole('button', { name: 'Registrations' }).click()
      await window.getByRole('heading', { name: 'In the copy' }).waitFor()
    },
  )

  test(
    'a failure that became another one while the page was open leads to the choices of that one [R2]',
    { tags: 'thorough' },
    async () => {
      damageData()
      renameSync(file(), `${file()}.away`)
      mkdirSync(file(), { recursive: true })
      const { window } = await start()
      await window.getByText('Mooring can’t write to its data folder').waitFor()
      rmSync(file(), { recursive: true })
      renameSync(`${file()}.away`, file())
      await window.getByRole('button', { name: 'Try again' }).click()
      await window.getByRole('button', { name: 'Restore backup' }).click()
      await window.getByRole('button', { name: 'Registrations' }).click()
      await window.getByRole('heading', { name: 'In the copy' }).waitFor()
    },
  )

  test('a user may start empty instead, and what is damaged is kept', { tags: 'thorough' }, async () => {
    damageData()
    const { window } = await start()
    await window.getByRole('button', { name: 'Start fresh' }).click()
    await window.getByRole('button', { name: 'Link Mikomo' }).waitFor()
    expect(asides()).toHaveLength(1)
    expect(readdirSync(join(dataFolder, 'data/backups'))).toHaveLength(1)
  })

  test(
    'the activity is written where the user chooses, and nothing is written where they choose nothing',
    { tags: 'thorough' },
    async () => {
      const store = openStore(file())
      appendActivity(store, { connectionId: 'c1', institutionName: 'Northbridge', atMs: 1, kind: 'linked' })
      closeStore(store)
      const { window, electron } = await start()
      await window.getByRole('button', { name: 'Activity' }).click()
      await window.getByRole('button', { name: /^Export the entries shown.* as CSV$/ }).click()
      await window
        .getByRole('button', { name: /^Export the entries shown.* as CSV$/ })
        .and(window.locator(':enabled'))
        .waitFor()

      const chosen = join(dataFolder, 'chosen.csv')
      await stubDialog(electron, 'showSaveDialog', { canceled: false, filePath: chosen })
      await window.getByRole('button', { name: /^Export the entries shown.* as CSV$/ }).click()
      await expect.poll(() => existsSync(chosen)).toBe(true)
      await electron.evaluate(({ shell }) => {
        shell.showItemInFolder = (path) => void ((globalThis as { shown?: string }).shown = path)
      })
      await window.getByText('Saved.').waitFor()
      await window.getByRole('button', { name: 'Show in folder' }).click()
      await expect.poll(() => electron.evaluate(() => (globalThis as { shown?: string }).shown)).toBe(chosen)
      expect(readFileSync(chosen, 'utf8')).toMatch(/\r\n1970-01-01 00:00:00,Northbridge,,,c1,linked,/)

      await stubDialog(electron, 'showSaveDialog', {
        canceled: false,
        filePath: join(dataFolder, 'nowhere/x.csv'),
      })
      await window.getByRole('button', { name: /^Export the entries shown.* as JSON$/ }).click()
      await window.getByText('The file couldn’t be saved there.').waitFor()
    },
  )

  test('once the cause is gone, Try again goes on without a restart', { tags: 'thorough' }, async () => {
    mkdirSync(file(), { recursive: true })
    const { window } = await start()
    await window.getByText('Mooring can’t write to its data folder').waitFor()
    rmSync(file(), { recursive: true })
    await window.getByRole('button', { name: 'Try again' }).click()
    await window.getByRole('button', { name: 'Link Mikomo' }).waitFor()
    expect(existsSync(file())).toBe(true)
  })
})
