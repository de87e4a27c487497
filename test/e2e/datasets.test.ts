import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { queryFileWithDuckDb } from '../support/csv-readers.ts'
import { limits } from '../support/limits.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

let service: SecretService
let browserUser: BrowserUser
let dataFolder: string
let app: RunningApp

beforeAll(async () => {
  service = await startSecretService()
  browserUser = await openBrowserUser()
})
afterAll(async () => {
  await browserUser.close()
  service.stop()
})
beforeEach(async () => {
  dataFolder = newDataFolder()
  app = await startApp({ dataFolder, env: service.env })
})
afterEach(async () => {
  await app.quit()
  dropFolder(dataFolder)
})

const file = () => join(dataFolder, 'data/datasets/Household.sqlite')
const sqlite = (query: string): string =>
  execFileSync('sqlite3', ['-readonly', file(), query], { encoding: 'utf8' }).trim()
const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0

async function linkMikomo(): Promise<void> {
  await app.window.getByRole('button', { name: 'Link Mikomo' }).click()
  await expect.poll(async () => (await app.opened()).length).toBe(1)
  await browserUser.approve((await app.opened())[0] ?? '', { user: 'mikomo_7' })
  await app.window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
}

describe(`datasets, on ${host.kind}`, () => {
  test.skipIf(!hasSqlite)(
    'a dataset is made and run in the window, and sqlite3 and DuckDB read the same rows (needs sqlite3)',
    { tags: 'thorough' },
    async () => {
      const { window } = app
      await linkMikomo()
      await window.getByRole('navigation').getByRole('button', { name: 'Data' }).click()
      await window.getByText('Mooring keeps no transactions on this computer').waitFor()
      expect(existsSync(file())).toBe(false)

      await window.getByRole('button', { name: 'New dataset' }).click()
      const dialog = window.getByRole('dialog', { name: 'New dataset' })
      await dialog.getByLabel('Name').fill('Household')
      await dialog.getByText('Parquet').click()
      await dialog.getByRole('button', { name: 'Create and run' }).click()
      const row = window.locator('.datasets-table tbody tr')
      await row.getByText('● Complete').waitFor({ timeout: limits.longMs })
      const shown = Number((await row.locator('.rows-cell').innerText()).replaceAll(',', ''))
      expect(shown).toBeGreaterThan(20)
      const coverage = window.getByRole('region', { name: 'Household, details' })
      await coverage
        .getByRole('row', { name: /Mikomo · mikomo_7/ })
        .first()
        .waitFor()

      expect(Number(sqlite('SELECT count(*) FROM v_transactions'))).toBe(shown)
      const sum = sqlite('SELECT sum(amount_minor) FROM v_transactions')
      const parquet = join(dataFolder, 'data/datasets/Household/parquet/transactions/*/*/*.parquet')
      const [read] = await queryFileWithDuckDb(
        parquet,
        'SELECT count(*)::INTEGER AS rows, sum(amount * 100)::BIGINT AS cents FROM file',
      )
      expect(read).toEqual({ rows: shown, cents: sum })
      if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600)

      // The second run brings nothing twice.
      await window.getByRole('button', { name: 'Run now: Household' }).click()
      await window.getByRole('button', { name: 'Runs' }).click()
      await expect
        .poll(() => coverage.locator('tbody tr[data-index]').count(), { timeout: limits.longMs })
        .toBe(2)
      expect(sqlite('SELECT count(*) - count(DISTINCT transaction_id) FROM v_transactions')).toBe('0')

      await window.getByRole('navigation').getByRole('button', { name: 'Connections' }).click()
      await window
        .getByRole('row')
        .getByRole('button', { name: /^Mikomo/ })
        .first()
        .click()
      const pane = window.getByRole('complementary', { name: 'Mikomo, details' })
      await pane.getByRole('heading', { name: 'Stored data' }).waitFor()

      await window.getByRole('navigation').getByRole('button', { name: 'Data' }).click()
      await window.getByRole('button', { name: 'More: Household' }).click()
      await window.getByRole('menuitem', { name: 'Remove…' }).click()
      await window.getByRole('dialog').getByText('Delete the files').click()
      await window.getByRole('button', { name: 'Remove and delete files' }).click()
      await window.getByText('Mooring keeps no transactions on this computer').waitFor()
      expect(existsSync(file())).toBe(false)
      expect(existsSync(join(dataFolder, 'data/datasets/Household'))).toBe(false)
    },
  )
})
