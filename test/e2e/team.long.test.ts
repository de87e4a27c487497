import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setup } from '../setup/built-app.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { limits } from '../support/limits.ts'
import { passwordOf, postgresMissing, startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

describe.skipIf(postgresMissing)(
  `a team copy, on ${host.kind}${postgresMissing ? `: ${postgresMissing}` : ''}`,
  () => {
    let service: SecretService
    let browserUser: BrowserUser
    let server: TestPostgres
    let app: RunningApp
    const dataFolder = newDataFolder()
    beforeAll(async () => {
      setup()
      service = await startSecretService()
      browserUser = await openBrowserUser()
      server = await startPostgres({ schema: null })
      app = await startApp({ dataFolder, env: service.env })
    }, limits.longMs)
    afterAll(async () => {
      await app?.quit()
      await server?.close()
      await browserUser?.close()
      service?.stop()
      dropFolder(dataFolder)
    }, limits.hookMs)

    test(
      'the built app sets it up with the statements that it prints, copies, catches up and leaves',
      async () => {
        const { window } = app
        await window.getByRole('button', { name: 'Link Mikomo' }).click()
        await expect.poll(async () => (await app.opened()).length).toBe(1)
        await browserUser.approve((await app.opened())[0] ?? '', { user: 'mikomo_7' })
        await window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
        await window.getByRole('navigation').getByRole('button', { name: 'Data' }).click()
        await window.getByRole('button', { name: 'New dataset' }).click()
        await window.getByRole('dialog').getByLabel('Name').fill('Household')
        await window.getByRole('button', { name: 'Create and run' }).click()
        const row = window.locator('.datasets-table tbody tr')
        await row.getByText('● Complete').waitFor({ timeout: limits.longMs })

        const section = window.getByRole('region', { name: 'Team copy (PostgreSQL)' })
        await section.getByRole('button', { name: 'Set up a team copy of Household' }).click()
        const dialog = window.getByRole('dialog')
        const typed = {
          Host: '127.0.0.1',
          Port: String(server.port),
          Database: 'team',
          User: 'ana',
          Owner: 'Ana',
          Password: passwordOf('ana'),
        }
        for (const [label, value] of Object.entries(typed))
          await dialog.getByRole('textbox', { name: label, exact: true }).fill(value)
        await dialog.getByText('None', { exact: true }).click()
        await dialog.getByRole('button', { name: 'Test connection' }).click()
        await dialog.getByText(/refused the user/).waitFor()
        await dialog.getByRole('button', { name: 'Copy DDL' }).click()
        const copied = async () =>
          String(await app.electron.evaluate(({ clipboard }) => clipboard.readText()))
        await expect.poll(copied).toMatch(/CREATE SCHEMA/)
        await server.admin(await copied())
        await server.addRole('ana', 'mooring_writer')
        await dialog.getByRole('button', { name: 'Test connection' }).click()
        await expect.poll(() => dialog.innerText()).toContain(': everything is there.')
        await dialog.getByRole('button', { name: 'Save and copy' }).click()
        await section.getByText(/Last copied/).waitFor()

        const shown = Number((await row.locator('.rows-cell').innerText()).replaceAll(/\D/g, ''))
        const rows = () => Number(server.psql('ana', 'SELECT count(*) FROM mooring.v_transactions'))
        expect(rows()).toBe(shown)
        await server.stop()
        await section.getByRole('button', { name: 'Copy now' }).click()
        await section.getByText(/didn’t answer/).waitFor({ timeout: limits.longMs })
        await server.start()
        await section.getByRole('button', { name: 'Copy now' }).click()
        await section.getByText(/didn’t answer/).waitFor({ state: 'detached', timeout: limits.longMs })

        await section.getByRole('button', { name: 'Leave the team with Household' }).click()
        await window.getByRole('button', { name: 'Leave and delete rows' }).click()
        await section.getByText('Not copied to a team’s database.').waitFor()
        expect(rows()).toBe(0)
      },
      limits.longMs,
    )
  },
)
