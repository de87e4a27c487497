import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Dataset } from '../../shared/models/dataset.ts'
import {
  balancesOnlyScene,
  dataScene,
  datasetOf,
  dayAgo,
  everyDatasetScene,
  manyDatasetsScene,
  runOf,
} from './support/data-scenes.ts'
import { Refused, type Scene } from './support/fake-mooring.ts'
import {
  openStage,
  untilRead,
  type OpenWindow,
  type Stage,
  type WindowOptions,
} from './support/open-window.ts'
import { emptyScene, manyScene, mikomoScene, minuteMs } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

async function openData(
  scene: Scene = dataScene(),
  options: Omit<WindowOptions, 'scene'> = {},
): Promise<OpenWindow> {
  onTestFinished(() => stage.closeWindows())
  const opened = await stage.open({ scene, ...options })
  await untilRead(opened.page)
  await opened.page.getByRole('button', { name: /^Data/ }).click()
  await opened.page.getByRole('heading', { name: 'Data', exact: true }).waitFor({ state: 'attached' })
  return opened
}

const row = (page: Page, name: string) => page.locator('.datasets-table tbody tr').filter({ hasText: name })
const detail = (page: Page, name: string) => page.getByRole('region', { name: `${name}, details` })
const inputOf = ({ mooring }: OpenWindow, name: string) =>
  mooring.calls.find(({ method }) => method === name)?.input
const openMenu = async (page: Page, name: string, item: string) => {
  await page.getByRole('button', { name: `More: ${name}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('the coverage says so where an institution returned nothing of the first months', async () => {
  const { page } = await openData()
  await row(page, 'Treasury daily').click()
  const coverage = detail(page, 'Treasury daily').locator('tbody tr')
  expect(await coverage.filter({ hasText: 'Term loan' }).locator('.from-cell').innerText()).toMatch(
    /Mar 12, 2025\s+First: Aug 28, 2026/,
  )
  expect(await coverage.filter({ hasText: 'Brokerage' }).locator('.from-cell').innerText()).toBe(
    'Jul 1, 2026',
  )
})

test('a row says what a dataset has, where, when it runs and how its last run ended', async () => {
  const opened = await openData()
  const { page } = opened
  const words = await row(page, 'Treasury daily').innerText()
  expect(words).toMatch(/9 connections · 31 accounts · since Jan 1, 2025/)
  expect(words).toMatch(/~\/Data\/treasury\.db\s+and Parquet beside it/)
  expect(words).toMatch(/Weekdays, 7:00\sAM\s+Next (today|tomorrow)/)
  expect(words).toMatch(/48,211\s+● Complete\s+(Today|Yesterday) .* · 64 new, 3 posted/)
  // One of its connections has ended: the next step is beside it.
  expect(await row(page, 'Fund II').innerText()).toMatch(/in Mooring’s data folder[^]*◐ 1 account missing/)
  await row(page, 'Fund II')
    .getByRole('button', { name: 'Relink Crane Brokerage, analyst@fund.example, for Fund II' })
    .click()
  await expect.poll(() => inputOf(opened, 'links.start')).toMatchObject({ connectionId: 'c3' })
})

test('the navigation counts the datasets, and Ctrl 4 leads to them', async () => {
  onTestFinished(() => stage.closeWindows())
  const { page } = await stage.open({ scene: dataScene() })
  await page
    .getByRole('button', { name: 'Data 2' })
    .or(page.getByRole('button', { name: 'Data2' }))
    .waitFor()
  await untilRead(page)
  await page.keyboard.press('Control+4')
  await page.getByRole('heading', { name: 'Data', exact: true }).waitFor()
})

test('the chosen dataset shows what it has of each account, and the one next step of a problem', async () => {
  const opened = await openData()
  const { page } = opened
  const region = detail(page, 'Treasury daily')
  const loan = region.getByRole('row', { name: /Term loan/ })
  expect(await loan.innerText()).toMatch(/···9007\s*Northbridge Bank · ops@treasury\.example\s+Mar 12, 2025/)
  expect(await region.getByRole('row', { name: /Operating/ }).innerText()).toMatch(/21,330\s+58 new/)
  const broken = region.getByRole('row', { name: /Brokerage ···2231/ })
  expect(await broken.innerText()).toContain('Ended at the institution')
  await broken.getByRole('button', { name: /^Relink/ }).click()
  expect(inputOf(opened, 'links.start')).toMatchObject({ connectionId: 'c3' })
})

test('a dataset without transactions shows what it has instead', async () => {
  const { page } = await openData(balancesOnlyScene())
  await expect.poll(() => row(page, 'Treasury daily').locator('.rows-cell').innerText()).toBe('Balances')
  const of = detail(page, 'Treasury daily')
  await of.getByText('Of 3 accounts there are no transactions: their lines say why.').waitFor()
  expect(await of.locator('tbody .rows-cell').allInnerTexts()).toEqual([
    '90 balances',
    '90 balances',
    '90 balances, 12 holdings',
  ])
})

test('the runs of a dataset are listed with what they brought and why they stopped', async () => {
  const { page } = await openData()
  await page.getByRole('button', { name: 'Runs' }).click()
  const runs = detail(page, 'Treasury daily').locator('tbody tr')
  await expect.poll(() => runs.count()).toBe(5)
  expect(await runs.nth(1).innerText()).toMatch(/◐ 1 account missing\s+12 new · [^]*30, 1 missing/)
  expect(await runs.nth(2).innerText()).toMatch(/nothing new · .*couldn’t be reached/)
  expect(await runs.nth(4).innerText()).toMatch(/47,802 new[^]*9 minutes/)
})

test('Run now shows how far it is with Cancel, and then what it brought', async () => {
  const opened = await openData()
  const { page, mooring } = opened
  await page.getByRole('button', { name: 'Run now: Fund II' }).click()
  await row(page, 'Fund II').getByText('Running…').waitFor()
  const bar = page.getByRole('progressbar', { name: 'Running Fund II' })
  await bar.waitFor()
  const progress = { id: 'd2', accounts: 0, share: 0, ofAccounts: 14, rows: 0 }
  const valueOf = () => bar.evaluate((it) => [it.getAttribute('value'), it.getAttribute('max')])
  await mooring.emit('dataset.progress', progress)
  await page.getByText('Running “Fund II” · 0 of 14 accounts · 0 rows').waitFor()
  expect(await valueOf()).toEqual([null, null])
  await mooring.emit('dataset.progress', { ...progress, share: 0.25, rows: 90 })
  await page.getByText('Running “Fund II” · 0 of 14 accounts · 90 rows').waitFor()
  expect(await valueOf()).toEqual(['0.25', '14'])
  await mooring.emit('dataset.progress', { ...progress, accounts: 8, rows: 1204 })
  await page.getByText('Running “Fund II” · 8 of 14 accounts · 1,204 rows').waitFor()
  expect(await valueOf()).toEqual(['8', '14'])
  await page.getByRole('button', { name: 'Cancel running Fund II' }).click()
  await bar.waitFor({ state: 'detached' })
  expect(inputOf(opened, 'datasets.cancel')).toEqual({ id: 'd2' })

  // A run that the page was never told of while it was under way.
  const [, fund] = mooring.scene.data.datasets
  await mooring.emit('dataset.changed', {
    ...(fund as Dataset),
    isRunning: false,
    lastRun: runOf({ inserted: 7, posted: 0, endedAtMs: Date.now() }),
  })
  await row(page, 'Fund II')
    .getByText(/Today .* · 7 new/)
    .waitFor()
  await page
    .getByRole('status')
    .filter({ hasText: 'Fund II: Complete, 7 new.' })
    .waitFor({ state: 'attached' })
})

test(
  'an account that may be an earlier one under a new id is asked about, and the answer ends the question',
  { tags: 'thorough' },
  async () => {
    const opened = await openData(
      dataScene({
        questions: [
          {
            connectionId: 'c3',
            now: { accountKey: 'renamed', name: 'Everyday', mask: '0071' },
            earlier: { accountKey: 'checking', name: 'Everyday Checking', mask: '0071' },
            common: 15,
            of: 20,
          },
        ],
      }),
    )
    const region = detail(opened.page, 'Treasury daily')
    const question = region.getByText(
      /^Is Everyday •0071 of .* the account that was shared as Everyday Checking •0071 before/,
    )
    await question.waitFor()
    await region.getByText('15 of 20 transactions are equal').waitFor()
    await region.getByRole('button', { name: 'Same account: Everyday •0071' }).click()
    await question.waitFor({ state: 'detached' })
    expect(inputOf(opened, 'datasets.answer')).toEqual({
      id: 'd1',
      answer: { connectionId: 'c3', accountKey: 'renamed', earlierKey: 'checking', isSame: true },
    })
  },
)

describe('what is wrong', () => {
  test.each([
    ['Month end', /Paused/, 'Paused: it runs only when you press Run now'],
    ['Payroll', /▲ Failed 3 times/, 'The last 3 runs failed.'],
    ['Cards', /◷ Rate limited until/, /Mooring continues at /],
    ['Archive', /▲ Disk full/, 'Free up some space'],
    ['Ledger 2025', /Synced folder[^]*▲ File not there/, 'If it’s gone for good'],
    ['New one', /By hand[^]*○ Not run yet/, 'all available'],
  ])('%s is said in its row, with the next step below', { tags: 'thorough' }, async (name, inRow, below) => {
    const { page } = await openData(everyDatasetScene())
    expect(await row(page, name).innerText()).toMatch(inRow)
    await row(page, name).getByRole('button', { name, exact: true }).click()
    await detail(page, name).or(row(page, name)).getByText(below).first().waitFor()
  })

  test(
    'a run that can’t begin says why in its row, and datasets that can’t be listed offer another try',
    { tags: 'thorough' },
    async () => {
      let isRefused = true
      const { page } = await openData(dataScene(), {
        answers: ({ scene }) => ({
          'datasets.list': () => {
            if (isRefused) throw new Refused('internal')
            return scene.data.datasets
          },
          'datasets.run': () => {
            throw new Refused('disk_full')
          },
        }),
      })
      await page.getByText('Nothing was lost.').waitFor()
      isRefused = false
      await page.getByRole('button', { name: 'Try again' }).click()
      await page.getByRole('button', { name: 'Run now: Treasury daily' }).click()
      await row(page, 'Treasury daily').getByText('The disk is full').waitFor()
    },
  )
})

describe('the dialog', () => {
  const open = async (scene: Scene = dataScene()) => {
    const opened = await openData(scene)
    await opened.page.getByRole('button', { name: 'New dataset' }).click()
    await opened.page.getByRole('dialog', { name: 'New dataset' }).waitFor()
    return opened
  }
  const choose = (page: Page, group: string, name: string | RegExp) =>
    page
      .getByRole('dialog')
      .getByRole('radiogroup', { name: group })
      .getByText(name, { exact: typeof name === 'string' })
      .click()

  test('makes a dataset with what was chosen, and runs it', async () => {
    const opened = await open()
    const { page } = opened
    await page.getByLabel('Name').fill('Quarter')
    await page.getByRole('group', { name: 'Accounts' }).getByText('Loans').click()
    await choose(page, 'Since', 'From')
    await page.getByLabel('First day').fill('2026-01-15')
    await choose(page, 'When', 'Weekdays')
    await page.getByLabel('Time of day').fill('06:30')
    await page.getByRole('button', { name: 'Choose…' }).click()
    await page.getByText('seems to be synced').waitFor()
    await page.getByRole('group', { name: 'Copies' }).getByText('CSV').click()
    await choose(page, 'When access ends', 'Delete its rows')
    await page.getByText('Once a connection is revoked').waitFor()
    await page.getByRole('button', { name: 'Create and run' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(inputOf(opened, 'datasets.add')).toEqual({
      draft: {
        name: 'Quarter',
        selection: { kind: 'all' },
        categories: ['deposit', 'line-of-credit', 'investment', 'insurance', 'annuity', 'other'],
        since: '2026-01-15',
        schedule: { kind: 'weekdays', at: '06:30' },
        copies: ['csv'],
        whenAccessEnds: 'delete',
      },
      placeId: 'p1',
    })
    await expect.poll(() => inputOf(opened, 'datasets.run')).toEqual({ id: 'd3' })
    await detail(page, 'Quarter').waitFor()
  })

  test('marks all that is missing at once, and the name has the focus', { tags: 'thorough' }, async () => {
    const opened = await open()
    const { page } = opened
    for (const kind of ['Cash', 'Cards and credit', 'Loans', 'Investments', 'Other'])
      await page.getByRole('group', { name: 'Accounts' }).getByText(kind, { exact: true }).click()
    await choose(page, 'Connections', 'Chosen')
    await choose(page, 'Since', 'From')
    await page.getByLabel('First day').fill(dayAgo(-3))
    await page.getByLabel('Time of day').fill('')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    for (const words of [
      'Give it a name.',
      'at least one connection',
      'at least one kind',
      'not in the future',
      'Enter a time',
    ])
      await page.getByRole('dialog').getByText(words).waitFor()
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    await page.getByLabel('Name').fill('fund ii')
    await page.getByText('Another dataset has this name.').waitFor()
    expect(inputOf(opened, 'datasets.add')).toBeUndefined()
  })

  test('chooses among 10,000 connections by search and by keyboard', { tags: 'thorough' }, async () => {
    const opened = await open({ ...manyScene(10_000), data: dataScene().data })
    const { page } = opened
    await page.getByLabel('Name').fill('Some')
    await choose(page, 'Connections', 'Chosen')
    const dialog = page.getByRole('dialog')
    expect(await dialog.locator('.picker-list tr').count()).toBeLessThan(60)
    await dialog.getByLabel('Search connections').fill('harbor payroll 4')
    const first = dialog.locator('.picker-list input').first()
    await expect
      .poll(() => dialog.locator('.picker-list tr[data-index]').first().innerText())
      .toContain('Harbor Savings')
    await first.focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await dialog.getByText(/^2 of \d,\d{3} chosen$/).waitFor()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await expect
      .poll(() => inputOf(opened, 'datasets.add'))
      .toMatchObject({
        draft: { selection: { kind: 'connections', ids: [expect.any(String), expect.any(String)] } },
      })
  })

  test('chooses labels', { tags: 'thorough' }, async () => {
    const opened = await open()
    const { page } = opened
    await page.getByLabel('Name').fill('Labels')
    await choose(page, 'Connections', 'By label')
    await page.getByRole('group', { name: 'By label' }).getByText('Fund II').click()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await expect
      .poll(() => inputOf(opened, 'datasets.add'))
      .toMatchObject({
        draft: { selection: { kind: 'labels', labels: ['Fund II'] } },
        placeId: null,
      })
  })

  test('changes a dataset, and keeps its place', { tags: 'thorough' }, async () => {
    const opened = await openData()
    const { page } = opened
    await openMenu(page, 'Fund II', 'Edit…')
    const dialog = page.getByRole('dialog', { name: 'Edit dataset' })
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Fund II')
    expect(await dialog.getByRole('button', { name: 'Choose…' }).count()).toBe(0)
    await dialog.getByText('fund-ii.sqlite').waitFor()
    await choose(page, 'When', 'Hourly')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await row(page, 'Fund II').getByText('Hourly').waitFor()
    expect(inputOf(opened, 'datasets.change')).toMatchObject({
      id: 'd2',
      draft: {
        selection: { kind: 'labels', labels: ['Fund II'] },
        schedule: { kind: 'hourly' },
        since: '2026-07-01',
      },
    })
  })
})

test('a dataset is paused and resumed', async () => {
  const { page } = await openData()
  await openMenu(page, 'Treasury daily', 'Pause')
  await row(page, 'Treasury daily').getByText('Paused').waitFor()
  await openMenu(page, 'Treasury daily', 'Resume')
  await row(page, 'Treasury daily').getByText('Paused').waitFor({ state: 'detached' })
})

test('Remove asks what becomes of the files, and keeps them by default', async () => {
  const opened = await openData()
  const { page } = opened
  await openMenu(page, 'Treasury daily', 'Remove…')
  const dialog = page.getByRole('dialog', { name: 'Remove “Treasury daily”?' })
  await dialog.getByText('~/Data/treasury.db and Parquet beside it').waitFor()
  await dialog.getByText('It holds 48,211 rows of 31 accounts.').waitFor()
  await dialog.getByText('Delete the files').click()
  await dialog.getByRole('button', { name: 'Remove and delete files' }).waitFor()
  await dialog.getByText('Keep the files').click()
  await dialog.getByRole('button', { name: 'Remove dataset' }).click()
  await row(page, 'Treasury daily').waitFor({ state: 'detached' })
  expect(inputOf(opened, 'datasets.remove')).toEqual({ id: 'd1', deletesFiles: false })
})

test(
  'without datasets it says what they are for and what lies on the disk, and offers the next step',
  { tags: 'thorough' },
  async () => {
    const { page } = await openData(mikomoScene())
    await page.getByText('Mooring keeps no transactions on this computer until you make one').waitFor()
    await page.getByRole('button', { name: 'New dataset' }).click()
    await page.getByRole('dialog', { name: 'New dataset' }).waitFor()
    const { page: unlinked } = await openData(emptyScene())
    await unlinked.getByRole('button', { name: 'Go to Connections' }).click()
    await unlinked.getByRole('button', { name: 'Link Mikomo' }).waitFor()
  },
)

test(
  '200 datasets are searched, and their details stay in view, with names as long as they may be',
  { tags: 'thorough' },
  async () => {
    const { page } = await openData(manyDatasetsScene())
    await expect.poll(() => row(page, 'Desk').count()).toBe(199)
    const box = await detail(page, 'N'.repeat(200)).boundingBox()
    expect(box?.y).toBeLessThan(820)
    await page.keyboard.press('Control+f')
    await page.keyboard.type('desk-77')
    await expect.poll(() => page.locator('.datasets-table tbody tr').count()).toBe(1)
    await detail(page, 'Desk 77').waitFor()
    await page.getByRole('searchbox').fill('nothing')
    await page.getByRole('button', { name: 'Show all datasets' }).click()
    await expect.poll(() => page.locator('.datasets-table tbody tr').count()).toBe(200)
  },
)

test('the palette makes a dataset, and runs one', { tags: 'thorough' }, async () => {
  onTestFinished(() => stage.closeWindows())
  const { page, mooring } = await stage.open({ scene: dataScene() })
  await untilRead(page)
  await page.getByRole('button', { name: /^Data/ }).getByText('2').waitFor()
  const type = async (words: string) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search actions' }).fill(words)
    await page.getByRole('dialog').getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
  }
  await type('run dataset fund')
  await row(page, 'Fund II').getByText('Running…').waitFor()
  expect(mooring.calls.some(({ method }) => method === 'datasets.run')).toBe(true)
  await type('new dataset')
  await page.getByRole('dialog', { name: 'New dataset' }).waitFor()
})

test('a run that ends or begins elsewhere shows, and a removed dataset goes', async () => {
  const { page, mooring } = await openData()
  await mooring.emit(
    'dataset.changed',
    datasetOf({ id: 'd9', name: 'Another', lastRun: runOf({ endedAtMs: Date.now() - minuteMs }) }),
  )
  await row(page, 'Another').waitFor()
  await mooring.emit('dataset.removed', { id: 'd1' })
  await row(page, 'Treasury daily').waitFor({ state: 'detached' })
  await detail(page, 'Fund II').waitFor()
})
