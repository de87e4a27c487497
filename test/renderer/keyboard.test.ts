import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { FakeMooring } from './support/fake-mooring.ts'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { dataScene } from './support/data-scenes.ts'
import { accountsScene, activityScene, emptyScene, mikomoScene } from './support/scenes.ts'

// Each view by Tab, the arrow keys, Enter, Space and letters only: no pointer, no focus set by the test.

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const mostSteps = 60

/** The name of what has the focus, and whether it ends access or deletes something. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: one } = document
    if (one === null || one === document.body) return { name: 'nothing', isDestructive: false }
    const label = one instanceof HTMLInputElement || one instanceof HTMLSelectElement ? one.labels?.[0] : null
    // Without what is inside the label: its control, and the options of that.
    const own = label?.cloneNode(true)
    if (own instanceof Element) for (const control of own.querySelectorAll('input, select')) control.remove()
    const name = one.ariaLabel ?? (own?.textContent || one.textContent)
    return { name: name?.trim() ?? '', isDestructive: one.closest('[data-destructive]') !== null }
  })

/** Waits until the focus is there by itself, and stays for two frames. */
async function expectFocus(page: Page, name: RegExp): Promise<void> {
  await expect.poll(async () => (await focused(page)).name).toMatch(name)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  const { name: now, isDestructive } = await focused(page)
  expect(now).toMatch(name)
  expect(isDestructive).toBe(false)
}

/** Presses Tab until the control of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = []
  for (let step = 0; step < mostSteps; step++) {
    await page.keyboard.press('Tab')
    const { name: now } = await focused(page)
    if (name.test(now)) return
    passed.push(now)
  }
  throw new Error(`Tab does not reach ${String(name)}: ${passed.join(' | ')}`)
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

function expectNothingEnded({ calls }: FakeMooring): void {
  expect(calls.filter(({ method }) => /revoke|remove/i.test(method))).toEqual([])
}

const open = async (scene = activityScene()) => {
  const opened = await stage.open({ scene })
  await untilRead(opened.page)
  return opened
}

const called = ({ calls }: FakeMooring, name: string) =>
  calls.filter(({ method }) => method === name).map(({ input }) => input)

test(
  'Accounts by keyboard: search, columns, export, filter, groups, sorting, and to the connection [W-keys]',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await open(accountsScene())
    await tabTo(page, /^Accounts/)
    await press(page, 'Enter')
    await page.getByRole('heading', { name: 'Accounts', exact: true }).waitFor()
    await expectFocus(page, /^Accounts/)

    await tabTo(page, /^Search accounts$/)
    await page.keyboard.type('brokerage')
    await page.getByText('USD · 1 account').waitFor()
    await expectFocus(page, /^Search accounts$/)

    await tabTo(page, /^Columns$/)
    await press(page, 'Enter')
    await page.getByRole('menu').waitFor()
    await press(page, 'ArrowDown', 'ArrowUp')
    await expectFocus(page, /^Hide column: Label$/)
    await press(page, 'Escape')
    await expectFocus(page, /^Columns$/)
    await press(page, 'Space')
    await page.getByRole('menu').waitFor()
    await press(page, 'ArrowDown')
    await expectFocus(page, /^Hide column: Kind$/)
    await press(page, 'Enter')
    await page.getByRole('columnheader', { name: 'Kind' }).waitFor({ state: 'detached' })
    await expectFocus(page, /^Columns$/)

    await tabTo(page, /^Export the \d+ accounts? shown…$/)
    await press(page, 'Enter')
    await page.getByRole('dialog', { name: 'Export' }).waitFor()
    await tabTo(page, /^Export…$/)
    await press(page, 'Enter')
    await page.getByText(/^Saved\. /).waitFor()
    await press(page, 'Escape')
    await expectFocus(page, /^Export the \d+ accounts? shown…$/)

    await tabTo(page, /^Investments/)
    await press(page, 'Space')
    expect(await page.getByRole('button', { name: /^Investments/ }).getAttribute('aria-pressed')).toBe('true')
    await expectFocus(page, /^Investments/)
    await tabTo(page, /^Group by$/)
    await press(page, 'ArrowDown')
    await page
      .getByRole('row', { name: /^Crane Brokerage 1/ })
      .first()
      .waitFor()
    await expectFocus(page, /^Group by$/)
    await tabTo(page, /^Account$/)
    await press(page, 'Enter')
    expect(
      await page.getByRole('columnheader', { name: 'Account', exact: true }).getAttribute('aria-sort'),
    ).toBe('ascending')
    await expectFocus(page, /^Account/)

    await tabTo(page, /^Open connection Crane Brokerage/)
    await press(page, 'ArrowDown')
    await expectFocus(page, /^Open connection Mikomo/)
    await press(page, 'Enter')
    await page.getByRole('complementary').waitFor()
    await expectFocus(page, /./)
    expect((await focused(page)).name).not.toBe('nothing')
    expectNothingEnded(mooring)
  },
)

test(
  'Activity by keyboard: search, export, filter, details, and to the connection [W-keys]',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await open()
    await tabTo(page, /^Activity$/)
    await press(page, 'Enter')
    await page.getByRole('heading', { name: 'Activity', exact: true }).waitFor()
    await expectFocus(page, /^Activity$/)
    await tabTo(page, /^Search activity$/)
    await page.keyboard.type('northbridge')
    await page.getByText('mikomo_7').first().waitFor({ state: 'detached' })
    await expectFocus(page, /^Search activity$/)
    await tabTo(page, /as JSON$/)
    await press(page, 'Space')
    await page.getByText('Saved.').waitFor()
    await expectFocus(page, /as JSON$/)
    await tabTo(page, /^Problems$/)
    await press(page, 'Enter')
    await page.getByText('Accounts exported').waitFor({ state: 'detached' })
    await expectFocus(page, /^Problems$/)
    await tabTo(page, /^Northbridge Bank/)
    await tabTo(page, /^Details$/)
    await press(page, 'Enter')
    await page.getByRole('button', { name: 'Copy details' }).waitFor()
    await expectFocus(page, /^Details$/)
    await page.keyboard.press('Shift+Tab')
    await expectFocus(page, /^Northbridge Bank/)
    await press(page, 'Enter')
    await page.getByRole('complementary').waitFor()
    await expectFocus(page, /./)
    expect((await focused(page)).name).not.toBe('nothing')
    expectNothingEnded(mooring)
  },
)

test(
  'Registrations by keyboard: the form with its faults, saved, an institution added, and linked [W-keys]',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await open(emptyScene())
    await tabTo(page, /^Registrations/)
    await press(page, 'Enter')
    await page.getByRole('heading', { name: 'Registrations', exact: true }).waitFor()
    await tabTo(page, /^Add registration$/)
    await press(page, 'Enter')
    await expectFocus(page, /^Name$/)

    // Nothing typed: every fault is marked, and the first has the focus.
    await press(page, 'Enter')
    await page.getByText('3 entries need correcting').waitFor()
    await expectFocus(page, /^Name$/)
    await page.keyboard.type('Treasury desk')
    await tabTo(page, /^Akoya sandbox$/)
    await press(page, 'ArrowDown')
    await expectFocus(page, /^Akoya production$/)
    await press(page, 'ArrowUp')
    await expectFocus(page, /^Akoya sandbox$/)
    await tabTo(page, /^Client ID$/)
    await page.keyboard.type('desk-1')
    await press(page, 'Enter')
    await page.getByText('1 entry needs correcting').waitFor()
    await expectFocus(page, /^Client secret$/)
    await page.keyboard.type('typed-once')
    await tabTo(page, /^Save registration$/)
    await press(page, 'Enter')

    await expectFocus(page, /^Connector ID$/)
    await page.keyboard.type('bad id')
    await press(page, 'Tab')
    await expectFocus(page, /^Display name$/)
    await page.keyboard.type('Wharf Bank')
    await press(page, 'Enter')
    await page.getByText('Use letters, digits').waitFor()
    await expectFocus(page, /^Connector ID$/)
    await press(page, 'ControlOrMeta+a')
    await page.keyboard.type('wharf')
    await press(page, 'Enter')
    await expectFocus(page, /^Link Wharf Bank$/)
    await press(page, 'Enter')
    await page.getByRole('dialog', { name: 'Link Wharf Bank' }).waitFor()
    await tabTo(page, /^Continue in/)
    await press(page, 'Escape')
    await expectFocus(page, /^Link Wharf Bank$/)
    expect(called(mooring, 'registrations.add')).toMatchObject([
      { name: 'Treasury desk', clientId: 'desk-1' },
    ])
    expectNothingEnded(mooring)
  },
)

test(
  'Data by keyboard: a new dataset with its faults, run, its runs, and removed with its files kept [W-keys]',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await open(dataScene())
    await tabTo(page, /^Data/)
    await press(page, 'Enter')
    await page.getByRole('heading', { name: 'Data', exact: true }).waitFor()
    await tabTo(page, /^New dataset$/)
    await press(page, 'Enter')
    await expectFocus(page, /^Name$/)
    await press(page, 'Enter')
    await page.getByText('Give it a name.').waitFor()
    await expectFocus(page, /^Name$/)
    await page.keyboard.type('Desk')
    await tabTo(page, /^All \d/)
    await press(page, 'ArrowRight')
    await expectFocus(page, /^By label$/)
    await tabTo(page, /^Fund II$/)
    await press(page, 'Space')
    await tabTo(page, /^Daily$/)
    await press(page, 'ArrowLeft')
    await expectFocus(page, /^Hourly$/)
    await tabTo(page, /^Create and run$/)
    await press(page, 'Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expectFocus(page, /^New dataset$/)
    expect(called(mooring, 'datasets.add')).toMatchObject([
      { draft: { name: 'Desk', selection: { labels: ['Fund II'] }, schedule: { kind: 'hourly' } } },
    ])
    await expect.poll(() => called(mooring, 'datasets.run')).toEqual([{ id: 'd3' }])

    // Tab stops at one row, and the arrow keys go through them.
    await tabTo(page, /^Desk$/)
    await press(page, 'Home')
    await expectFocus(page, /^Treasury daily$/)
    await press(page, 'Enter')
    await tabTo(page, /^More: Treasury daily$/)
    await press(page, 'Enter')
    await page.getByRole('menu').waitFor()
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown')
    await expectFocus(page, /^Remove…$/)
    await press(page, 'Enter')
    await page.getByRole('dialog', { name: 'Remove “Treasury daily”?' }).waitFor()
    await expectFocus(page, /^Keep dataset$/)
    await press(page, 'Tab', 'Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(called(mooring, 'datasets.remove')).toEqual([{ id: 'd1', deletesFiles: false }])
    await tabTo(page, /^Runs$/)
    await press(page, 'Space')
    await page.getByRole('table', { name: 'Runs' }).waitFor()
  },
)

test('Settings by keyboard: theme and notifications [W-keys]', async () => {
  const { page, mooring } = await open(mikomoScene())
  await tabTo(page, /^Settings$/)
  await press(page, 'Enter')
  await tabTo(page, /^Same as the system$/)
  await press(page, 'ArrowDown', 'ArrowDown')
  await expectFocus(page, /^Dark$/)
  await expect.poll(() => mooring.scene.preferences.theme).toBe('dark')
  await tabTo(page, /^Show notifications$/)
  await tabTo(page, /^An automatic refresh failed/)
  await press(page, 'Space')
  await expect.poll(() => mooring.scene.preferences.notifyRetry).toBe(true)
  await expectFocus(page, /^An automatic refresh failed/)
  await press(page, 'Shift+Tab', 'Shift+Tab', 'Shift+Tab')
  await expectFocus(page, /^Show notifications$/)
  await press(page, 'Space')
  await expect.poll(() => mooring.scene.preferences.quiet).toBe(true)
  await expectFocus(page, /^Show notifications$/)
  // What no notification depends on any more is passed over.
  await press(page, 'Tab')
  await expectFocus(page, /^Choose a folder…$/)
  expectNothingEnded(mooring)
})

test('the first wrong field of an empty registration has the focus [W-form]', async () => {
  const { page, mooring } = await open(emptyScene())
  await tabTo(page, /^Registrations/)
  await press(page, 'Enter')
  await page.getByRole('heading', { name: 'Registrations', exact: true }).waitFor()
  await tabTo(page, /^Add registration$/)
  await press(page, 'Enter')
  await expectFocus(page, /^Name$/)
  await press(page, 'Enter')
  await page.getByText('3 entries need correcting').waitFor()
  await expectFocus(page, /^Name$/)
  expectNothingEnded(mooring)
})
