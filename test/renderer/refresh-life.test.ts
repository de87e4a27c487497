import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './support/open-window.ts'
import { dayMs, hourMs, mikomoConnection, mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

type Change = NonNullable<Parameters<typeof mikomoConnection>[0]>

/** A connection at a broker whose data nobody reads, in its pane. */
async function openPane(change: Change) {
  const connection = mikomoConnection({
    accounts: [],
    dataAsOfMs: null,
    sharesAccounts: false,
    hasReader: false,
    permissions: [],
    grantable: [],
    readable: [],
    scopes: { asked: ['api', 'trade'], granted: ['api'] },
    ...change,
  })
  const { page } = await stage.open({ scene: { ...mikomoScene(), connections: [connection] } })
  const row = page.getByRole('row', { name: /Mikomo/ })
  await row.click()
  return { row, pane: page.getByRole('complementary', { name: 'Mikomo, details' }) }
}

const lifeOf = (leftMs: number) => ({
  fromMs: Date.now() + leftMs - 7 * dayMs,
  untilMs: Date.now() + leftMs,
})

test('a connection whose data nobody reads says so, and how long its refresh token works', async () => {
  const { row, pane } = await openPane({ refreshLife: lifeOf(5 * dayMs) })
  await pane.getByText('Linked. No reader for this institution’s data').waitFor()
  await pane.getByText('Scripts that you allow can use the access').waitFor()
  await pane.getByRole('heading', { name: 'Refresh token' }).waitFor()
  await pane.locator('.chip').nth(1).waitFor()
  expect(await pane.locator('.chip').allTextContents()).toEqual(['api', 'trade, not granted'])
  expect(await row.innerText()).toMatch(/Active/)
})

test('a refresh token with a fifth of its life left is warned of like a consent, and can be relinked', async () => {
  const { row, pane } = await openPane({ refreshLife: lifeOf(1.3 * dayMs) })
  await pane.getByText(/^. Token expires (tomorrow|in 2 days)$/).waitFor()
  await pane.getByRole('button', { name: 'Relink Mikomo' }).waitFor()
  expect(await row.innerText()).toMatch(/Token expires/)
  // Two lines, none over another column, and the warning is not cut.
  expect(await row.evaluate((one) => one.getBoundingClientRect().height)).toBeLessThan(60)
  const cut = await row
    .locator('td, .pill')
    .evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className),
    )
  expect(cut).toEqual([])
  expect(await row.locator('.status-cell .sub').getAttribute('title')).toMatch(/^Refresh token until /)
  expect(await row.locator('.extra').innerText()).toBe('')
})

test('a connection without a refresh token says until when its access works', async () => {
  const { pane } = await openPane({ hasRefreshToken: false, tokenGoodUntilMs: Date.now() + hourMs })
  await pane
    .getByText(/The institution gave no refresh token: access ends .*, or when Mooring quits/)
    .waitFor()
})
