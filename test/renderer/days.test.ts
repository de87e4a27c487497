import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readTransactionsAnswer } from '../support/akoya-answers.ts'
import { zones } from '../support/zones.ts'
import { openStage, type Stage } from './support/open-window.ts'
import { dayMs, hourMs, mikomoConnection, mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test.each(zones)(
  'a day that the institution names is that day in a window in $timezone [D1]',
  async ({ timezone }) => {
    const scene = mikomoScene()
    const entries = [
      { depositTransaction: { transactionId: 't1', postedTimestamp: '2021-01-27T00:00:00Z' } },
      { depositTransaction: { transactionId: 't2', postedTimestamp: '2021-02-24' } },
      { depositTransaction: { transactionId: 't3', postedTimestamp: '2024-03-10T00:00:00' } },
    ]
    const page = await readTransactionsAnswer({ body: { transactions: entries } })
    scene.transactions = { ...page, repeats: 0, next: null }
    const { page: window } = await stage.open({
      scene,
      timezone,
      answers: () => ({ 'transactions.read': () => scene.transactions }),
    })
    await window.getByRole('row', { name: /Mikomo/ }).click()
    await window.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
    const rows = window.getByRole('dialog').getByRole('row')
    await rows.nth(3).waitFor()
    expect(
      await rows
        .getByRole('cell')
        .filter({ hasText: /20\d\d/ })
        .allTextContents(),
    ).toEqual(['Jan 27, 2021', 'Feb 24, 2021', 'Mar 10, 2024'])
  },
)

// 25 November, 11:30 UTC: 6:30 in New York, 17:00 in Kolkata, 26 November, 1:30, in Kiritimati.
const nowMs = Date.UTC(2026, 10, 25, 11, 30)
const expected = {
  'America/New_York': {
    linked: 'Sep 30, 2026',
    expires: 'Nov 30, 2026',
    when: 'in 5 days',
    activity: 'Yesterday, 11:00 PM',
    nextRefresh: 'today 11:00 PM',
  },
  'Asia/Kolkata': {
    linked: 'Oct 1, 2026',
    expires: 'Dec 1, 2026',
    when: 'in 6 days',
    activity: 'Today, 9:30 AM',
    nextRefresh: 'tomorrow 9:30 AM',
  },
  'Pacific/Kiritimati': {
    linked: 'Oct 1, 2026',
    expires: 'Dec 1, 2026',
    when: 'in 5 days',
    activity: 'Yesterday, 6:00 PM',
    nextRefresh: 'today 6:00 PM',
  },
} as const

test.each(zones)(
  'an instant has the day of the computer in every view of a window in $timezone [Num 22]',
  async ({ timezone }) => {
    const right = expected[timezone]
    const untilMs = Date.UTC(2026, 11, 1, 4, 30)
    const atMs = Date.UTC(2026, 10, 25, 4)
    const scene = mikomoScene()
    const connection = mikomoConnection({
      linkedAtMs: Date.UTC(2026, 9, 1, 2),
      consentUntilMs: untilMs,
      dataAsOfMs: atMs,
      refreshedAtMs: atMs,
      nextTryAtMs: atMs + dayMs,
      tokenGoodUntilMs: nowMs + hourMs,
    })
    const [line] = scene.activity
    if (!line) throw new Error('the scene has no activity')
    const { page } = await stage.open({
      scene: { ...scene, connections: [connection], activity: [{ ...line, atMs }] },
      timezone,
      fixedTimeMs: nowMs,
    })
    await page
      .getByRole('region', { name: 'Needs attention' })
      .getByText(`it expires ${right.when}.`)
      .waitFor()
    const row = page.getByRole('row').nth(1)
    await row.getByText(right.expires).waitFor()
    await row.locator('.row-name').click()
    const pane = page.getByRole('complementary')
    await pane.getByText(`Consent expires ${right.when}`).waitFor()
    await pane.getByText(`Authorized ${right.linked}`).waitFor()
    await pane.getByText(`${right.activity} · 212 ms`).waitFor()
    expect(await pane.textContent()).toContain(right.nextRefresh)
    await page.getByRole('button', { name: 'Activity', exact: true }).click()
    await page.getByRole('main').getByText(`${right.activity} · 212 ms`).waitFor()
  },
)
