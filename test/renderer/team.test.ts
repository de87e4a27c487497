import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Dataset } from '../../shared/models/dataset.ts'
import { dataScene, datasetOf } from './support/data-scenes.ts'
import { Refused, type Answers } from './support/fake-mooring.ts'
import { someTarget } from '../support/team-target.ts'
import { openStage, untilRead, type OpenWindow, type Stage } from './support/open-window.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const team: NonNullable<Dataset['team']> = {
  target: someTarget,
  authorityFile: null,
  copiedAtMs: Date.now(),
  problem: null,
}

async function openData(change: Partial<Dataset> = {}, answers?: Answers): Promise<OpenWindow> {
  onTestFinished(() => stage.closeWindows())
  const scene = dataScene()
  scene.data.datasets = [datasetOf(change)]
  const opened = await stage.open({ scene, ...(answers ? { answers } : {}) })
  await untilRead(opened.page)
  await opened.page.getByRole('button', { name: /^Data/ }).click()
  await section(opened.page).waitFor()
  return opened
}

const section = (page: Page) => page.getByRole('region', { name: 'Team copy (PostgreSQL)' })
const inputOf = ({ mooring }: OpenWindow, method: string) =>
  mooring.calls.findLast((one) => one.method === method)?.input
const fill = async (page: Page, values: Record<string, string>) => {
  for (const [label, value] of Object.entries(values))
    await page.getByRole('textbox', { name: label, exact: true }).fill(value)
}
const typed = { Host: 'db.example.com', Database: 'team', User: 'ana', Owner: 'Ana', Password: 'p w' }

test('a team copy is set up: what is missing is said, tested and stored', async () => {
  const opened = await openData()
  const { page } = opened
  await section(page)
    .getByRole('button', { name: /^Set up/ })
    .click()
  await page.getByRole('button', { name: 'Save and copy' }).click()
  expect(await page.locator('[aria-invalid=true]').count()).toBe(5)
  await fill(page, typed)
  await page.getByRole('button', { name: 'Test connection' }).click()
  await page.getByText('PostgreSQL 15.8, encrypted: everything is there.').waitFor()
  await page.getByRole('button', { name: 'Copy DDL' }).click()
  await page.getByText('Copied', { exact: true }).first().waitFor()
  expect(inputOf(opened, 'team.ddl')).toEqual({ schema: 'mooring', user: 'ana', from: 0, how: 'copy' })
  await page.getByRole('button', { name: 'Save and copy' }).click()
  await section(page).getByText('Not copied yet.').waitFor()
  expect(inputOf(opened, 'team.save')).toEqual({
    id: 'd1',
    input: { target: team.target, password: 'p w', trust: 'system', files: {} },
  })
  // Nothing of the password is left in the window.
  expect(await page.content()).not.toContain('p w')
})

test(
  'every problem that a test finds has its sentence, and older tables their migration',
  { tags: 'thorough' },
  async () => {
    const opened = await openData({ team }, () => ({
      'team.test': () => ({
        serverVersion: '15.8',
        isEncrypted: true,
        problems: [
          { code: 'team_tables_old', detail: { host: 'db.example.com', version: 1 } },
          { code: 'team_rights_missing', detail: { host: 'db.example.com', error: 'INSERT on runs' } },
        ],
        notes: [{ code: 'team_sees_everything', detail: { host: 'db.example.com' } }],
      }),
    }))
    const { page } = opened
    await section(page)
      .getByRole('button', { name: /^Settings/ })
      .click()
    // The password that is stored does not come back, and need not be typed again.
    expect(await page.getByRole('textbox', { name: 'Password', exact: true }).inputValue()).toBe('')
    await page.getByRole('button', { name: 'Test connection' }).click()
    await page
      .getByText(/tables at the team’s server \(db\.example\.com\) are of an earlier version \(1\)/)
      .waitFor()
    await page.getByText(/lacks rights .*: INSERT on runs\./).waitFor()
    await page.getByText(/everybody’s rows/).waitFor()
    await page.getByRole('button', { name: 'Copy migration' }).click()
    await page.getByText('Copied', { exact: true }).first().waitFor()
    expect(inputOf(opened, 'team.ddl')).toMatchObject({ from: 1 })
  },
)

test('the password that is stored is for its server and user alone: for another one it is asked for', async () => {
  const { page } = await openData({ team })
  await section(page)
    .getByRole('button', { name: /^Settings/ })
    .click()
  await page.getByText('In the keychain. Leave it empty to keep it.').waitFor()
  await fill(page, { Host: 'db.example.net' })
  await page.getByText('Kept in the keychain of this computer.').waitFor()
  await page.getByRole('button', { name: 'Test connection' }).click()
  const password = page.getByRole('textbox', { name: 'Password', exact: true })
  expect(await password.getAttribute('aria-invalid')).toBe('true')
})

test('a certificate with its key is chosen without its content', { tags: 'thorough' }, async () => {
  const opened = await openData()
  const { page } = opened
  await section(page)
    .getByRole('button', { name: /^Set up/ })
    .click()
  const { Password: _, ...others } = typed
  await fill(page, others)
  await page.getByText('A CA file').first().click()
  await page.getByText('Certificate', { exact: true }).first().click()
  for (const name of ['A CA file', 'Certificate', 'Key'])
    await page.getByRole('button', { name: `Choose: ${name}` }).click()
  await page.getByText('key.pem').waitFor()
  await page.getByRole('button', { name: 'Save and copy' }).click()
  await section(page).getByText('Not copied yet.').waitFor()
  expect(inputOf(opened, 'team.save')).toMatchObject({
    input: {
      password: null,
      trust: 'file',
      files: { authority: 'file-authority', certificate: 'file-certificate', key: 'file-key' },
    },
  })
})

test('whoever cancels after choosing a key leaves none in the memory of the app', async () => {
  const opened = await openData()
  const { page } = opened
  await section(page)
    .getByRole('button', { name: /^Set up/ })
    .click()
  await page.getByText('Certificate', { exact: true }).first().click()
  await page.getByRole('button', { name: 'Choose: Key' }).click()
  await page.getByText('key.pem').waitFor()
  const last = () => opened.mooring.calls.findLast(({ method }) => /File/.test(method))?.method
  expect(last()).toBe('team.chooseFile')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(last).toBe('team.dropFiles')
})

test('a copy that failed says why, and leaving is confirmed; while the server is away, nobody leaves with rows there', async () => {
  const problem = { code: 'team_unreachable' as const, detail: { host: 'db.example.com' } }
  const opened = await openData({ team: { ...team, problem } }, () => ({
    'team.leave': () => {
      throw new Refused('team_unreachable', { host: 'db.example.com' })
    },
  }))
  const { page } = opened
  await section(page)
    .getByText(/didn’t answer/)
    .waitFor()
  await page.locator('.datasets-table').getByText('Team’s server didn’t answer').waitFor()
  expect(await section(page).innerText()).toMatch(/ana at db\.example\.com, database team, schema mooring/)
  await section(page).getByRole('button', { name: 'Leave the team with Treasury daily' }).click()
  const dialog = page.getByRole('dialog', { name: 'Leave the team with “Treasury daily”?' })
  await dialog.getByRole('button', { name: 'Leave and delete rows' }).click()
  await dialog
    .getByRole('alert')
    .getByText(/didn’t answer/)
    .waitFor()
  expect(inputOf(opened, 'team.leave')).toEqual({ id: 'd1', deletesRows: true })
  await dialog.getByText('Leave them there').click()
  await dialog.getByRole('button', { name: 'Leave the team', exact: true }).click()
  await expect.poll(() => inputOf(opened, 'team.leave')).toEqual({ id: 'd1', deletesRows: false })
})
