import { afterAll, afterEach, beforeAll, test } from 'vitest'
import { zones } from '../support/zones.ts'
import { openStage, type Stage } from './support/open-window.ts'
import { dayMs, mikomoConnection, mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

// Times on the clock of each zone.
const now = [Date.UTC(2026, 10, 25, 0, 1), Date.UTC(2026, 10, 25, 23, 59)]
const until = [
  [Date.UTC(2026, 11, 1, 0, 1), 'Dec 1, 2026', 'in 6 days'],
  [Date.UTC(2026, 11, 1, 23, 58), 'Dec 1, 2026', 'in 6 days'],
  [Date.UTC(2026, 10, 26, 0, 2), 'Nov 26, 2026', 'tomorrow'],
  [Date.UTC(2026, 10, 25, 23, 59, 59), 'Nov 25, 2026', 'today'],
] as const

test.each(
  zones.flatMap(({ timezone, offsetMs }) =>
    until.map(([clockMs, date, when]) => ({ timezone, offsetMs, clockMs, date, when })),
  ),
)(
  'banner, row and pane count the same days: $when, $date, $clockMs in $timezone [W-B9]',
  { tags: 'thorough' },
  async ({ timezone, offsetMs, clockMs, date, when }) => {
    const untilMs = clockMs - offsetMs
    for (const nowMs of now.map((ms) => ms - offsetMs)) {
      const linkedAtMs = untilMs - 365 * dayMs
      const { page } = await stage.open({
        scene: {
          ...mikomoScene(),
          connections: [mikomoConnection({ linkedAtMs, consentUntilMs: untilMs, dataAsOfMs: nowMs })],
        },
        fixedTimeMs: nowMs,
        timezone,
      })
      await page.getByRole('region', { name: 'Needs attention' }).getByText(`it expires ${when}.`).waitFor()
      const row = page.getByRole('row').nth(1)
      await row.getByText(`Consent expires ${when}`).waitFor()
      await row.getByText(date).waitFor()
      await row.locator('.row-name').click()
      await page.getByRole('complementary').getByText(`Consent expires ${when}`).waitFor()
      await page.context().close()
    }
  },
)
