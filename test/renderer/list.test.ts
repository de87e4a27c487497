import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sortConnections } from '../../renderer/connections/list/arrange.ts'
import { plainArrangement } from '../../shared/list-arrangement.ts'
import { openStage, rowName, type Stage } from './support/open-window.ts'
import { everyStatusScene, manyScene, mikomoScene, oddScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

describe('arranging', () => {
  test('what needs the user comes first by status, what is broken before what expires', () => {
    const { connections } = everyStatusScene()
    const sorted = sortConnections(connections, plainArrangement, Date.now())
    expect(sorted.slice(0, 4).map(({ institutionName }) => institutionName)).toEqual([
      'Crane Brokerage',
      'Old Mill Bank',
      'Zephyr Capital',
      'Northbridge Bank',
    ])
  })
})

describe('the list', () => {
  test('narrows while the user types, says how many are left, and Escape takes it back', async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    await page.getByRole('searchbox').waitFor()
    await page.keyboard.press('Control+f')
    await page.keyboard.type('bank')
    await page.getByText('3 connections shown.').waitFor()
    expect(await page.getByRole('rowheader').count()).toBe(3)
    await page.keyboard.press('Escape')
    await rowName(page, 'Mikomo Financial').waitFor()
  })

  test('is sorted by a column, and the other way round by a second press', async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    const first = () => page.getByRole('rowheader').first().innerText()
    const heading = page.getByRole('columnheader', { name: 'Institution and login' })
    await heading.getByRole('button').click()
    expect(await first()).toContain('Alder & Sons')
    expect(await heading.getAttribute('aria-sort')).toBe('ascending')
    await heading.getByRole('button').click()
    expect(await first()).toContain('Zephyr Capital')
    expect(await heading.getAttribute('aria-sort')).toBe('descending')
  })

  test(
    'of ten thousand draws what is in sight, and the keyboard reaches the end',
    { tags: 'thorough' },
    async () => {
      const { page } = await stage.open({ scene: manyScene(10_000) })
      await page.getByRole('rowheader').first().waitFor()
      expect(await page.getByRole('row').count()).toBeLessThan(60)
      await expect.poll(() => page.getByRole('table').getAttribute('aria-rowcount')).toBe('10001')
      await page.locator('.row-name').first().focus()
      await page.keyboard.press('End')
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')))
        .toBe('10001')
      await page.keyboard.press('ArrowUp')
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')))
        .toBe('10000')
      await page.keyboard.press('Home')
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')))
        .toBe('2')
    },
  )
})

describe('the menu of a row', () => {
  test('offers what can be done with that connection, and gives the focus back', async () => {
    const { page, mooring } = await stage.open({ scene: everyStatusScene() })
    const name = rowName(page, 'Harbor Savings')
    await name.click({ button: 'right' })
    const menu = page.getByRole('menu', { name: 'Actions for Harbor Savings' })
    await menu.getByRole('menuitem').first().waitFor()
    expect(await menu.getByRole('menuitem').allInnerTexts()).toEqual([
      'Details',
      'Refresh',
      'Relink',
      'Labels…',
      'Refresh policy…',
      'Copy link',
      'Revoke',
    ])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await menu.waitFor({ state: 'detached' })
    expect(mooring.calls.at(-1)).toEqual({ method: 'connections.refresh', input: { id: 'c4' } })

    await rowName(page, 'Tidewater Bank').click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Labels…' }).click()
    await page.getByRole('dialog', { name: 'Label this connection' }).waitFor()
  })
})

describe('several at once', () => {
  const running = { total: 8, done: 3, failed: 1, state: 'running' } as const

  test('are refreshed, each with its own result, and counted', async () => {
    const { page, mooring } = await stage.open({
      scene: everyStatusScene(),
      answers: () => ({ 'refreshes.start': () => ({ run: running }) }),
    })
    await page.getByRole('button', { name: 'Refresh all' }).click()
    await mooring.emit('bulk.progress', { run: running })
    await page.getByText('Refreshed 3 of 8').waitFor()
    await mooring.emit('bulk.progress', { run: { ...running, done: 8, state: 'done' } })
    await page.getByText('7 of 8 connections refreshed. 1 failed. See its row for the reason.').waitFor()
    const [started] = mooring.calls.filter(({ method }) => method === 'refreshes.start')
    expect(started?.input).toHaveProperty('ids.length', 8)
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByText(/connections refreshed/).waitFor({ state: 'detached' })
  })

  test('are counted on in a window that was opened anew', { tags: 'thorough' }, async () => {
    const { page } = await stage.open({
      scene: everyStatusScene(),
      answers: () => ({ 'refreshes.read': () => ({ run: running }) }),
    })
    await page.getByText('Refreshed 3 of 8').waitFor()
  })

  test('stop when told to; what is under way ends', async () => {
    const { page, mooring } = await stage.open({
      scene: manyScene(50),
      answers: (fake) => ({
        'refreshes.start': () => ({ run: running }),
        'refreshes.cancel': async () => {
          await fake.emit('bulk.progress', { run: { ...running, done: 4, state: 'cancelled' } })
          return {}
        },
      }),
    })
    await page.getByRole('button', { name: 'Refresh all' }).click()
    await mooring.emit('bulk.progress', { run: running })
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText(/^Stopped after 4 of/).waitFor()
  })

  test('get a label, by which they are found', async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    await page.getByLabel('Select Mikomo Financial, mikomo_7').check()
    await page.getByLabel('Select Harbor Savings, payroll').check()
    await page.getByRole('button', { name: 'Labels…' }).click()
    await page.getByRole('dialog').getByLabel('Add a label').fill('Quarter end')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('searchbox').fill('quarter')
    await page.getByText('2 connections shown.').waitFor()
  })
})

describe('what needs the user', () => {
  test('is gone through one by one, the worst first, and can be left', async () => {
    const { page, mooring } = await stage.open({ scene: everyStatusScene() })
    await page.getByText('4 connections need attention:').waitFor()
    await page.getByRole('button', { name: 'Fix one by one' }).click()
    const step = page.getByRole('region', { name: 'Fix one by one' })
    await step.getByText('1 of 4').waitFor()
    await step.getByText('Crane Brokerage').waitFor()
    await page.getByRole('complementary', { name: 'Crane Brokerage, details' }).waitFor()
    await mooring.change('c3', { status: 'active', problem: null })
    await step.getByText('Old Mill Bank').waitFor()
    await step.getByRole('button', { name: 'Skip' }).click()
    await step.getByText('Zephyr Capital').waitFor()
    await step.getByRole('button', { name: 'Done for now' }).click()
    await page.getByText('3 connections need attention:').waitFor()
  })

  test(
    'is brought into view, also from the end of a long list that is filtered otherwise [W-C8]',
    { tags: 'thorough' },
    async () => {
      const { page } = await stage.open({ scene: manyScene(700) })
      await page.getByRole('button', { name: 'All 700' }).waitFor()
      await page.getByRole('searchbox').fill('harbor')
      await page.getByText('50 connections shown.').waitFor()
      await page.getByRole('button', { name: 'Fix one by one' }).click()
      expect(await page.getByRole('searchbox').inputValue()).toBe('')
      const step = page.getByRole('region', { name: 'Fix one by one' })
      for (let count = 0; count < 3; count++) {
        const selected = page.locator('tr.selected')
        await expect
          .poll(() =>
            selected.evaluate((row) => {
              const { top, bottom } = row.getBoundingClientRect()
              // The list scrolls by whole pixels, its rows begin between them.
              return top > -1 && bottom < window.innerHeight + 1
            }),
          )
          .toBe(true)
        await step.getByRole('button', { name: 'Skip' }).click()
      }
      await step.getByRole('button', { name: 'Done for now' }).click()
    },
  )

  test('has a place of its own, which is empty when nobody is needed', async () => {
    const { page } = await stage.open({ scene: mikomoScene() })
    await page.getByRole('navigation').getByRole('button', { name: 'Needs attention' }).click()
    await page.getByText('No connections need attention.').waitFor()
    await page.getByRole('button', { name: 'Show all connections' }).click()
    await rowName(page, 'Mikomo').waitFor()
  })
})

describe('the transactions of an account', () => {
  test('are read page by page, and only some of them are said to be so', async () => {
    const scene = mikomoScene()
    scene.transactions = { ...scene.transactions, isPartial: true }
    const { page, mooring } = await stage.open({ scene })
    await rowName(page, 'Mikomo').click()
    await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
    const dialog = page.getByRole('dialog', { name: 'Transactions of Everyday checking' })
    await dialog.getByText('−$42.18').first().waitFor()
    await dialog.getByText('returned only some transactions').waitFor()
    await dialog.getByText('Showing 6 transactions.').waitFor()
    await dialog.getByRole('button', { name: 'Export as CSV' }).click()
    expect(mooring.calls.at(-1)).toEqual({
      method: 'transactions.export',
      input: {
        scope: { kind: 'accounts', accounts: [{ connectionId: 'c1', accountKey: 'a1' }] },
        days: 90,
        format: 'csv',
        exportId: expect.any(String),
      },
    })
  })
})

describe('odd names and amounts', () => {
  test('are shown as text, in their own direction, and never run', async () => {
    const { page } = await stage.open({ scene: oddScene() })
    await rowName(page, '<b onclick="alert(1)">Bold & Sons</b>').click()
    const pane = page.getByRole('complementary')
    await pane.getByText('0.12345678 BTC').waitFor()
    await pane.getByText('1.50 (currency unknown)').waitFor()
    await pane.getByText('¥1,200').waitFor()
    await pane.getByText('<img src=x onerror=').waitFor()
    expect(await page.title()).toBe('Mooring')
    expect(await page.locator('bdi').allInnerTexts()).not.toContainEqual(
      expect.stringMatching(/[\u202a-\u202e]/),
    )
  })

  test('what is not told leaves no dot behind', async () => {
    const { page } = await stage.open({ scene: oddScene() })
    const row = page.getByRole('row', { name: 'Nothing told' })
    expect(await row.locator('.extra').innerText()).toBe('no accounts')
    await row.locator('.row-name').click()
    expect(
      await page
        .getByRole('complementary')
        .getByText(/linked/)
        .first()
        .innerText(),
    ).toMatch(/^linked/)
  })

  test(
    'five thousand accounts are drawn a few at a time, and found by their masks',
    { tags: 'thorough' },
    async () => {
      const { page } = await stage.open({ scene: oddScene() })
      await page.getByRole('searchbox').fill('4999')
      await page.getByRole('rowheader').first().getByRole('button').click()
      const pane = page.getByRole('complementary')
      await pane.getByRole('button', { name: 'Show 4,995 more accounts' }).click()
      await pane.getByRole('button', { name: 'Show 4,495 more accounts' }).waitFor()
    },
  )
})

describe('an address', () => {
  test('shows the connection it names, asked for before the page was there or after', async () => {
    const scene = manyScene(500)
    scene.openRequest = { kind: 'connection', id: 'm450' }
    const { page, mooring } = await stage.open({ scene })
    await page.locator('tr.selected').filter({ hasText: ' 451' }).waitFor()
    await page.getByRole('complementary').waitFor()
    await mooring.emit('openRequest.received', { kind: 'connection', id: 'm3' })
    await page.locator('tr.selected').filter({ hasText: ' 4' }).waitFor()
    await mooring.emit('openRequest.received', { kind: 'connection', id: 'gone' })
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    await mooring.emit('openRequest.received', { kind: 'view', view: 'activity' })
    await page.getByRole('heading', { name: 'Activity' }).waitFor()
  })
})
