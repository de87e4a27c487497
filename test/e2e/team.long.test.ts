import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setup } from '../setup/built-app.ts'
import { host } from '../support/app.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { limits } from '../support/limits.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../support/postgres.ts'
import { startTeamMember, type TeamMember } from '../support/team-member.ts'

describe.skipIf(postgresMissing)(
  `a team copy, on ${host.kind}${postgresMissing ? `: ${postgresMissing}` : ''}`,
  () => {
    let browserUser: BrowserUser
    let server: TestPostgres
    let ana: TeamMember
    beforeAll(async () => {
      setup()
      browserUser = await openBrowserUser()
      server = await startPostgres({ schema: null })
      ana = await startTeamMember()
    }, limits.longMs)
    afterAll(async () => {
      await ana?.close()
      await server?.close()
      await browserUser?.close()
    }, limits.hookMs)

    test(
      'the built app sets it up with the statements that it prints, copies, catches up and leaves',
      async () => {
        const { app, row, team: section } = ana
        const { window } = app
        await ana.link(browserUser, 'mikomo_7')
        await ana.makeDataset()
        const dialog = await ana.enterTeam(server, 'ana')
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
