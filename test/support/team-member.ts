import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import { dropFolder, newDataFolder, startApp, type RunningApp } from './app.ts'
import type { BrowserUser } from './browser-user.ts'
import { limits } from './limits.ts'
import { passwordOf, type TestPostgres } from './postgres.ts'
import { startSecretService } from './secret-service.ts'

/** A person with an installed Mooring: an app with a data folder, a home and a keychain of its own. */
export interface TeamMember {
  app: RunningApp
  dataFolder: string
  /** The dataset's file, once `makeDataset` has made it. */
  file: string
  /** The row of the dataset, and the part of its details about the team copy. */
  row: Locator
  team: Locator
  link(browserUser: BrowserUser, user: string): Promise<void>
  /** Makes the dataset `Household` with a copy in Parquet, and waits for its first run. */
  makeDataset(): Promise<void>
  /** Fills in the form of the team copy, and leaves it open. */
  enterTeam(server: TestPostgres, user: string): Promise<Locator>
  showData(): Promise<void>
  close(): Promise<void>
}

export async function startTeamMember(): Promise<TeamMember> {
  const dataFolder = newDataFolder()
  const service = await startSecretService()
  const app = await startApp({ dataFolder, env: service.env })
  const { window } = app
  const team = window.getByRole('region', { name: 'Team copy (PostgreSQL)' })
  const row = window.locator('.datasets-table tbody tr')
  const show = (view: string) => window.getByRole('navigation').getByRole('button', { name: view }).click()
  let links = 0
  return {
    app,
    dataFolder,
    file: join(dataFolder, 'data/datasets/Household.sqlite'),
    row,
    team,
    async link(browserUser, user) {
      await show('Connections')
      if (links > 0) await window.getByRole('button', { name: 'Link institution' }).click()
      await window
        .getByRole('button', { name: links > 0 ? /^Mikomo/ : 'Link Mikomo' })
        .last()
        .click()
      links += 1
      await expect.poll(async () => (await app.opened()).length, { timeout: limits.waitMs }).toBe(links)
      await browserUser.approve((await app.opened()).at(-1) ?? '', { user })
      await window.getByRole('row', { name: user }).waitFor()
    },
    async makeDataset() {
      await show('Data')
      await window.getByRole('button', { name: 'New dataset' }).click()
      const dialog = window.getByRole('dialog')
      await dialog.getByLabel('Name').fill('Household')
      await dialog.getByText('Parquet').click()
      await dialog.getByRole('button', { name: 'Create and run' }).click()
      await row.getByText('● Complete').waitFor({ timeout: limits.longMs })
    },
    async enterTeam(server, user) {
      await team.getByRole('button', { name: 'Set up a team copy of Household' }).click()
      const dialog = window.getByRole('dialog')
      const typed = {
        Host: '127.0.0.1',
        Port: String(server.port),
        Database: 'team',
        User: user,
        Owner: `${user} of the team`,
        Password: passwordOf(user),
      }
      for (const [label, value] of Object.entries(typed))
        await dialog.getByRole('textbox', { name: label, exact: true }).fill(value)
      return dialog
    },
    showData: () => show('Data'),
    async close() {
      await app.quit()
      service.stop()
      dropFolder(dataFolder)
    },
  }
}
