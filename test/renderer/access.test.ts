import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { named, openStage, rowName, untilRead, type Stage } from './support/open-window.ts'
import {
  dataScene,
  everyDatasetScene,
  manyDatasetsScene,
  revokedWithDataScene,
} from './support/data-scenes.ts'
import {
  accountsScene,
  activityScene,
  codeScene,
  emptyScene,
  everyStatusScene,
  mikomoScene,
  movedScene,
  setupPreview,
  twelveLoginsScene,
} from './support/scenes.ts'
import { noScriptsScene, scriptsScene } from './support/script-scenes.ts'
import type { Scene } from './support/fake-mooring.ts'

let stage: Stage
beforeAll(async () => {
  // This file sees every view: React warns here of what it would only do worse in the shipped page.
  stage = await openStage('development')
})
afterAll(() => stage.close())

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

const press = (name: string) => (page: Page) =>
  page
    .getByRole('button', { name: named(name) })
    .first()
    .click()
const nothing = () => Promise.resolve()

const views: [name: string, scene: () => Scene, reach: (page: Page) => Promise<unknown>][] = [
  ['first run', emptyScene, nothing],
  ['the list', everyStatusScene, nothing],
  ['the pane of an active connection', mikomoScene, press('Mikomo')],
  ['the pane of one that ended', everyStatusScene, press('Crane Brokerage')],
  ['the pane of a pending revocation', everyStatusScene, press('Pinevale Trust')],
  ['the pane of a revoked one', everyStatusScene, press('Tidewater Bank')],
  ['choosing an institution', everyStatusScene, press('Link institution')],
  ['the link dialog', emptyScene, press('Link Mikomo')],
  ['a code to compare', codeScene, (page) => page.getByText('WDJB-MJHT').waitFor()],
  ['accounts', accountsScene, (page) => page.getByRole('button', { name: /^Accounts/ }).click()],
  [
    'accounts in groups',
    accountsScene,
    async (page) => {
      await page.getByRole('button', { name: /^Accounts/ }).click()
      await page.getByLabel('Group by').selectOption('label')
    },
  ],
  ['no accounts', emptyScene, (page) => page.getByRole('button', { name: 'Accounts' }).click()],
  ['datasets', dataScene, (page) => page.getByRole('button', { name: /^Data/ }).click()],
  [
    'datasets in every state',
    everyDatasetScene,
    (page) => page.getByRole('button', { name: /^Data/ }).click(),
  ],
  ['no datasets', mikomoScene, (page) => page.getByRole('button', { name: /^Data/ }).click()],
  [
    'the runs of a dataset',
    dataScene,
    async (page) => {
      await page.getByRole('button', { name: /^Data/ }).click()
      await page.getByRole('button', { name: 'Runs' }).click()
    },
  ],
  [
    'a dataset that runs',
    () => {
      const scene = dataScene()
      return {
        ...scene,
        data: { ...scene.data, datasets: scene.data.datasets.map((one) => ({ ...one, isRunning: true })) },
      }
    },
    (page) => page.getByRole('button', { name: /^Data/ }).click(),
  ],
  [
    'a new dataset, with its faults',
    dataScene,
    async (page) => {
      await page.getByRole('button', { name: /^Data/ }).click()
      await press('New dataset')(page)
      await page.getByRole('dialog').getByText('Chosen', { exact: true }).click()
      await press('Create')(page)
    },
  ],
  [
    'labels of a new dataset',
    dataScene,
    async (page) => {
      await page.getByRole('button', { name: /^Data/ }).click()
      await press('New dataset')(page)
      await page.getByRole('dialog').getByText('By label').click()
    },
  ],
  [
    'removing a dataset',
    dataScene,
    async (page) => {
      await page.getByRole('button', { name: /^Data/ }).click()
      await press('More: Fund II')(page)
      await page.getByRole('menuitem', { name: 'Remove…' }).click()
    },
  ],
  ['the pane with stored data', dataScene, press('Mikomo')],
  ['a revoked row with stored data', revokedWithDataScene, press('Tidewater Bank')],
  ['totals over time', dataScene, (page) => page.getByRole('button', { name: /^Accounts/ }).click()],
  ['scripts and tools', scriptsScene, (page) => page.getByRole('button', { name: /^Scripts/ }).click()],
  ['no scripts', noScriptsScene, (page) => page.getByRole('button', { name: /^Scripts/ }).click()],
  ['activity', activityScene, (page) => page.getByRole('button', { name: 'Activity' }).click()],
  ['no activity', emptyScene, (page) => page.getByRole('button', { name: 'Activity' }).click()],
  ['health', mikomoScene, (page) => page.getByRole('button', { name: 'Health' }).click()],
  ['settings', mikomoScene, (page) => page.getByRole('button', { name: 'Settings' }).click()],
  [
    'the palette',
    everyStatusScene,
    async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').getByRole('option').first().waitFor()
    },
  ],
  [
    'a search, with what was found marked',
    everyStatusScene,
    async (page) => {
      await page.getByRole('searchbox').fill('account 3')
      await page.locator('mark').first().waitFor()
    },
  ],
  [
    'the organization’s words',
    mikomoScene,
    async (page) => {
      await press('Settings')(page)
      await press('Insert the rule’s statement')(page)
    },
  ],
  [
    'importing a setup file',
    () => ({ ...everyStatusScene(), setup: setupPreview }),
    async (page) => {
      await press('Settings')(page)
      await press('Import setup…')(page)
    },
  ],
  ['connections to link again', movedScene, press('Relink one by one')],
  ['several selected', everyStatusScene, (page) => page.getByLabel('Select all shown').check()],
  [
    'the menu of a row',
    everyStatusScene,
    (page) => rowName(page, 'Harbor Savings').click({ button: 'right' }),
  ],
  ['the menu of the list', everyStatusScene, press('More actions')],
  [
    'revoking several',
    everyStatusScene,
    async (page) => {
      await press('More actions')(page)
      await page.getByRole('menuitem', { name: /^Revoke/ }).click()
    },
  ],
  ['twelve logins of one bank', twelveLoginsScene, nothing],
  ['fixing one by one', everyStatusScene, press('Fix one by one')],
  ['a group', everyStatusScene, (page) => page.getByLabel('Group by').selectOption('registration')],
  [
    'transactions',
    mikomoScene,
    async (page) => {
      await press('Mikomo')(page)
      await press('Transactions of Everyday checking')(page)
    },
  ],
  [
    'the label dialog',
    mikomoScene,
    async (page) => {
      await press('Mikomo')(page)
      await press('Labels of Mikomo')(page)
    },
  ],
  ['registrations', everyStatusScene, (page) => page.getByRole('button', { name: 'Registrations' }).click()],
  ['the registration form', emptyScene, press('Add registration')],
  [
    'its faults and the test of the issuer',
    emptyScene,
    async (page) => {
      await press('Add registration')(page)
      await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
      await page.getByLabel('Issuer').fill('https://login.example.com/')
      await page.getByText('Server found.').waitFor()
      await press('Save registration')(page)
    },
  ],
  [
    'a list of institutions',
    everyStatusScene,
    async (page) => {
      await page.getByRole('button', { name: 'Registrations' }).click()
      await page.getByRole('button', { name: /^Paste or import/ }).click()
      await page.getByRole('dialog').getByRole('textbox').fill('wharf, Wharf Bank\nbad id')
    },
  ],
  ['the keychain banner', () => ({ ...mikomoScene(), keychain: { state: 'locked' } }), nothing],
  ['the memory notice', () => ({ ...mikomoScene(), keychain: { state: 'memory' } }), nothing],
  [
    'the banner of a full disk',
    () => ({
      ...mikomoScene(),
      app: {
        version: '0.1.0',
        platform: 'linux',
        problem: null,
        backup: null,
        readOnly: { code: 'disk_full', detail: {} },
      },
    }),
    nothing,
  ],
  [
    'the stopped page',
    () => ({
      ...emptyScene(),
      app: {
        version: '0.1.0',
        platform: 'linux',
        problem: { code: 'database_damaged', detail: {} },
        backup: null,
        readOnly: null,
      },
    }),
    nothing,
  ],
]

const looks = {
  light: { colorScheme: 'light', forcedColors: 'none', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', forcedColors: 'none', contrast: 'no-preference' },
  'high contrast': { colorScheme: 'light', forcedColors: 'active', contrast: 'no-preference' },
  'more contrast': { colorScheme: 'light', forcedColors: 'none', contrast: 'more' },
} as const

const untilPainted = (page: Page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))

// Every view is a page of its own, several of them at once.
describe.concurrent('in every look, everybody can use', { tags: 'thorough' }, () => {
  test.each(views)('%s', async (_name, scene, reach) => {
    const { page } = await stage.open({ scene: scene() })
    const isThere = () => page.getByRole('main').or(page.getByRole('dialog')).first().waitFor()
    await isThere()
    await untilRead(page)
    await reach(page)
    await isThere()
    const faults: string[] = []
    for (const [name, look] of Object.entries(looks)) {
      await page.emulateMedia({ ...look, reducedMotion: 'reduce' })
      await untilPainted(page)
      const { violations } = await new AxeBuilder({ page })
        // Without the list of all that passed, which takes as long again.
        .options({ resultTypes: ['violations'] })
        .withTags(rules)
        .setLegacyMode(true)
        .analyze()
      faults.push(
        ...violations.map(
          ({ id, nodes }) => `${name}, ${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
        ),
      )
    }
    await page.context().close()
    expect(faults).toEqual([])
  })

  afterAll(() => stage.closeWindows())
})

test.each([
  ['the smallest window', { width: 720, height: 520 }],
  ['the smallest window at 200 %', { width: 360, height: 260 }],
])('%s needs no scrolling sideways', async (_name, size) => {
  onTestFinished(() => stage.closeWindows())
  const { page } = await stage.open({ scene: everyStatusScene(), size })
  await page.getByRole('button', { name: 'Relink Crane Brokerage' }).scrollIntoViewIfNeeded()
  const overflows = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((one) => getComputedStyle(one).overflowX === 'auto' && one.scrollWidth > one.clientWidth)
        .map((one) => one.className),
    )
  expect(await overflows()).toEqual([])
  await rowName(page, 'Crane Brokerage').click()
  await page.getByRole('complementary').waitFor()
  expect(await overflows()).toEqual([])
})

test('Tab goes through the views and the tools, stops at one row, and has a ring around it', async () => {
  onTestFinished(() => stage.closeWindows())
  const { page } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('row').first().waitFor()
  const rings: string[] = []
  for (let count = 0; count < 30; count++) {
    await page.keyboard.press('Tab')
    rings.push(
      await page.evaluate(() => {
        const { activeElement: one } = document
        if (!one) return ''
        const ring = getComputedStyle(one).outlineWidth
        return `${one.getAttribute('aria-label') ?? one.closest('[aria-label]:not(nav)')?.ariaLabel ?? one.textContent}: ${ring}`
      }),
    )
  }
  expect(rings.slice(0, 15)).toEqual([
    'Connections14: 2px',
    'Needs attention4: 2px',
    'Accounts45: 2px',
    'Data: 2px',
    'Scripts & tools: 2px',
    'Activity: 2px',
    'Registrations3: 2px',
    'Health: 2px',
    'Settings: 2px',
    'Search connections: 2px',
    'Refresh all: 2px',
    'More actions: 2px',
    'Link institution: 2px',
    'Needs attention: 2px',
    'Filter by status: 2px',
  ])
  expect(rings.slice(-4)).toEqual([
    'Select Crane Brokerage, analyst@fund: 2px',
    'Crane Brokerage, analyst@fund: 2px',
    'Relink Crane Brokerage, analyst@fund: 2px',
    'Remove Crane Brokerage, analyst@fund: 2px',
  ])
  expect(rings.every((ring) => ring.endsWith(': 2px'))).toBe(true)
})

test.each([
  ['accounts', /^Accounts/],
  ['data', /^Data/],
  ['activity', /^Activity/],
  ['registrations', /^Registrations/],
  ['health', /^Health/],
  ['settings', /^Settings/],
] as const)(
  '%s needs no scrolling sideways in the smallest window, from right to left, and at 200 %%, and scrolls at the edge of the window [W-C1]',
  { tags: 'thorough' },
  async (_name, button) => {
    onTestFinished(() => stage.closeWindows())
    for (const size of [
      { width: 1380, height: 820 },
      { width: 720, height: 520 },
      { width: 360, height: 260 },
    ]) {
      const { page } = await stage.open({
        scene: { ...activityScene(), data: manyDatasetsScene().data },
        size,
      })
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('main').waitFor()
      for (const direction of ['ltr', 'rtl']) {
        await page.evaluate((dir) => {
          document.documentElement.dir = dir
        }, direction)
        const edge = await page.getByRole('main').evaluate((main, isLtr) => {
          const { left, right } = main.getBoundingClientRect()
          return isLtr ? innerWidth - right : left
        }, direction === 'ltr')
        expect([size.width, direction, edge]).toEqual([size.width, direction, 0])
        const wide = await page.evaluate(() =>
          [document.documentElement, ...document.querySelectorAll('main')]
            .filter((one) => one.scrollWidth > one.clientWidth + 1)
            .map((one) => `${one.tagName} ${one.scrollWidth} > ${one.clientWidth}`),
        )
        expect([size.width, direction, ...wide]).toEqual([size.width, direction])
      }
      await page.context().close()
    }
  },
)
