import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { readAccountsAnswers, readTransactionsAnswer } from '../support/akoya-answers.ts'
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
    backup: 'Nov 24, 2026, 11:00 PM',
    checked: 'Nov 24, 2026',
  },
  'Asia/Kolkata': {
    linked: 'Oct 1, 2026',
    expires: 'Dec 1, 2026',
    when: 'in 6 days',
    activity: 'Today, 9:30 AM',
    nextRefresh: 'tomorrow 9:30 AM',
    backup: 'Nov 25, 2026, 9:30 AM',
    checked: 'today 9:30 AM',
  },
  'Pacific/Kiritimati': {
    linked: 'Oct 1, 2026',
    expires: 'Dec 1, 2026',
    when: 'in 5 days',
    activity: 'Yesterday, 6:00 PM',
    nextRefresh: 'today 6:00 PM',
    backup: 'Nov 25, 2026, 6:00 PM',
    checked: 'Nov 25, 2026',
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
    const [day = '', time = ''] = right.activity.split(', ')
    const ofDay = page.getByRole('main').getByRole('region', { name: day })
    await ofDay.getByText(time, { exact: true }).waitFor()
  },
)

test.each(zones)(
  'Health, Settings and Accounts show an instant as of the day of the computer in $timezone, and a day as that day [Num 32]',
  { tags: 'thorough' },
  async ({ timezone }) => {
    const right = expected[timezone]
    const atMs = Date.UTC(2026, 10, 25, 4)
    const { accounts } = await readAccountsAnswers({
      body: {
        accounts: [
          { depositAccount: { accountId: 'a1', nickname: 'Of a day', balanceAsOf: '2026-11-25T00:00:00Z' } },
          {
            depositAccount: {
              accountId: 'a2',
              nickname: 'Of an instant',
              balanceAsOf: '2026-11-25T04:00:00Z',
            },
          },
        ],
      },
    })
    const scene = mikomoScene()
    const [connection] = scene.connections
    if (!connection) throw new Error('the scene has no connection')
    scene.connections = [{ ...connection, accounts }]
    scene.health.atMs = atMs
    scene.health.database.lastBackup = { atMs, connections: 1 }
    scene.health.receipts.damage = { what: 'changed', number: 3, atMs }
    scene.updates.lookedAtMs = atMs
    const { page } = await stage.open({ scene, timezone, fixedTimeMs: nowMs })
    const main = page.getByRole('main')
    await page.getByRole('button', { name: 'Health' }).click()
    await main.getByText(`Checked ${right.checked}.`).waitFor()
    await main.getByText(`Last backup: ${right.backup}.`).waitFor()
    await main.getByText(right.backup).nth(1).waitFor()
    await page.getByRole('button', { name: 'Settings' }).click()
    await main.getByText(`Checked ${right.checked}.`).waitFor()
    await page.getByRole('button', { name: /^Accounts/ }).click()
    const asOf = (name: RegExp) => page.getByRole('row', { name }).locator('.asOf-cell')
    await asOf(/Of a day/)
      .getByText('Nov 25, 2026')
      .waitFor()
    await asOf(/Of an instant/)
      .getByText(right.checked)
      .waitFor()
  },
)

test.each(['fa-IR', 'th-TH', 'tr-TR', 'ar-SA-u-ca-islamic-nu-arab'])(
  'dates and numbers are Gregorian, with Latin digits and English words, on a computer in %s [W-locale]',
  { tags: 'thorough' },
  async (locale) => {
    const scene = mikomoScene()
    const atMs = Date.UTC(2026, 10, 21, 9, 12)
    const connection = mikomoConnection({ dataAsOfMs: atMs, refreshedAtMs: atMs })
    const [line] = scene.activity
    if (!line) throw new Error('the scene has no activity')
    const { page } = await stage.open({
      scene: {
        ...scene,
        connections: [connection],
        activity: [
          { ...line, id: 2, atMs: nowMs - hourMs },
          { ...line, atMs },
        ],
        transactions: {
          ...scene.transactions,
          transactions: scene.transactions.transactions.map((one) => ({
            ...one,
            atMs: null,
            day: '2026-11-20',
          })),
        },
      },
      locale,
      fixedTimeMs: nowMs,
    })
    const expectPlain = async (words: string) => {
      // No digit but 0 to 9, no year of another calendar, and no dotted capital of Turkish.
      expect(words).not.toMatch(/(?![0-9])\p{Nd}/u)
      expect(words).not.toMatch(/\b(14\d\d|25\d\d) *(AH|AP|BE)?\b(?=[^.,]|$)/)
      expect(words).not.toContain('İ')
      expect(words).toMatch(/20 Nov 2026|21 Nov(ember)? 2026|November 2026/)
    }
    await page.getByRole('button', { name: /^Accounts/ }).click()
    await page.getByRole('cell', { name: '21 Nov 2026' }).first().waitFor()
    await expectPlain(await page.getByRole('main').innerText())
    await page.getByRole('button', { name: 'Activity', exact: true }).click()
    await page.getByRole('heading', { name: 'Today' }).waitFor()
    await page.getByRole('heading', { name: /^Saturday,? 21 November 2026$/ }).waitFor()
    await expectPlain(await page.getByRole('main').innerText())
    await page.getByRole('button', { name: 'Connections' }).click()
    await page.getByRole('row', { name: /Mikomo/ }).click()
    await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('cell', { name: '20 Nov 2026' }).first().waitFor()
    await expectPlain(await dialog.innerText())
  },
)
