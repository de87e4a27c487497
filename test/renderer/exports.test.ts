import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Output } from '../../shared/contract.ts'
import { Refused } from './support/fake-mooring.ts'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { manyScene, mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test('an export shows how much has been written, and Cancel ends it [R11]', async () => {
  const ended = Promise.withResolvers<{ saved: boolean }>()
  const { page, mooring } = await stage.open({
    scene: mikomoScene(),
    answers: (fake) => ({
      'transactions.export': async ({ exportId }) => {
        await fake.emit('export.progress', { id: 'another', rows: 7, accountsLeft: 0 })
        await fake.emit('export.progress', { id: exportId, rows: 12_345, accountsLeft: 0 })
        return ended.promise
      },
      'exports.cancel': () => {
        ended.resolve({ saved: false })
        return {}
      },
    }),
  })
  await page.getByRole('row', { name: /Mikomo/ }).click()
  await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Export as CSV' }).click()
  await dialog.getByText('12,345 rows written so far.').waitFor()
  await dialog.getByRole('button', { name: 'Cancel export' }).click()
  await dialog.getByText('12,345 rows written so far.').waitFor({ state: 'detached' })
  expect(await dialog.getByText('Saved').count()).toBe(0)
  const [exported, cancelled] = mooring.calls.slice(-2)
  const { exportId } = (exported?.input ?? {}) as { exportId?: string }
  expect(cancelled).toEqual({ method: 'exports.cancel', input: { id: exportId } })
})

test('an export that fails in the middle says what had been written and is gone [R11]', async () => {
  const { page } = await stage.open({
    scene: mikomoScene(),
    answers: (fake) => ({
      'transactions.export': async ({ exportId }) => {
        await fake.emit('export.progress', { id: exportId, rows: 12_345, accountsLeft: 0 })
        throw new Refused('server_unavailable')
      },
    }),
  })
  await page.getByRole('row', { name: /Mikomo/ }).click()
  await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Export as CSV' }).click()
  await dialog.getByText('12,345 rows had been written. The unfinished file was deleted.').waitFor()
})

test('an export ends with the dialog that shows it [R11]', async () => {
  const { page, mooring } = await stage.open({
    scene: mikomoScene(),
    answers: () => ({ 'transactions.export': () => new Promise(() => {}) }),
  })
  await page.getByRole('row', { name: /Mikomo/ }).click()
  await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Export as CSV' }).click()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect.poll(() => mooring.calls.some(({ method }) => method === 'exports.cancel')).toBe(true)
})

test('the selected connections are exported into one file, with progress, and what could not be read is named', async () => {
  const ended = Promise.withResolvers<Output<'transactions.export'>>()
  const { page, mooring } = await stage.open({
    scene: manyScene(30),
    answers: (fake) => ({
      'transactions.export': async ({ exportId }) => {
        await fake.emit('export.progress', { id: exportId, rows: 1200, accountsLeft: 3 })
        return ended.promise
      },
    }),
  })
  await page.getByLabel('Select all shown').check()
  await page.getByRole('button', { name: 'Export selected…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByText('Of 30 connections, in one file.').waitFor()
  await dialog.getByLabel('Period').selectOption('Last year')
  await dialog.getByLabel('Format').selectOption('JSON lines')
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await dialog.getByText('1,200 rows written so far. 3 accounts to go.').waitFor()
  const failure = { code: 'server_unavailable' as const, detail: {} }
  const accounts = [{ name: 'Payroll ···4411', institutionName: 'Crane', failure }]
  ended.resolve({ saved: true, isPartial: true, missing: { count: 3, accounts } })
  await dialog.getByText('Saved, but some entries are missing').waitFor()
  await dialog.getByText('3 accounts can’t be read and are not in the file:').waitFor()
  await dialog.getByText('Payroll ···4411, Crane').waitFor()
  await dialog.getByText('and 2 more accounts').waitFor()
  const exported = mooring.calls.find(({ method }) => method === 'transactions.export')
  expect(exported?.input).toMatchObject({ scope: { kind: 'connections' }, days: 365, format: 'jsonl' })
})

test('everything is exported from the palette', async () => {
  const { page, mooring } = await stage.open({ scene: mikomoScene() })
  await untilRead(page)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search actions' }).fill('export')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('button', { name: 'Export…' }).click()
  await dialog.getByText('Saved.').waitFor()
  expect(mooring.calls.find(({ method }) => method === 'transactions.export')?.input).toMatchObject({
    scope: { kind: 'all' },
    format: 'csv',
  })
})

test(
  'any number of connections get a label, a thousand at a time, until Cancel is pressed [R11]',
  { tags: 'thorough' },
  async () => {
    const third = Promise.withResolvers<Record<string, never>>()
    let calls = 0
    const { page, mooring } = await stage.open({
      scene: manyScene(4500),
      answers: () => ({ 'connections.label': () => (++calls === 3 ? third.promise : {}) }),
    })
    await expect
      .poll(async () => {
        await page
          .getByLabel('Select all shown')
          .evaluate((box: HTMLInputElement) => box.checked || box.click())
        return page.getByText(/^4,?500 connections selected/).count()
      })
      .toBe(1)
    await page.getByRole('button', { name: 'Labels…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Add a label').fill('Audit')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Labeled 2,000 of 4,500.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    third.resolve({})
    await dialog.waitFor({ state: 'detached' })
    const sizes = mooring.calls
      .filter(({ method }) => method === 'connections.label')
      .map(({ input }) => (input as { ids: string[] }).ids.length)
    expect(sizes).toEqual([1000, 1000, 1000])
  },
)
