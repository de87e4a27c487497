import type { Page } from 'playwright-core'
import { plainListSettings } from '../../shared/list-arrangement.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { everyDatasetScene, manyDatasetsScene } from './support/data-scenes.ts'
import {
  everyStatusScene,
  hourMs,
  manyInstitutionsScene,
  manyScene,
  mikomoScene,
  twelveLoginsScene,
} from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const sizes = [
  ['1380 px', { width: 1380, height: 820 }],
  ['1080 px', { width: 1080, height: 700 }],
  ['720 px', { width: 720, height: 520 }],
  ['the smallest window at 200 %', { width: 360, height: 260 }],
] as const

describe('scroll bars', () => {
  const isWindowScrolling = (page: Page) =>
    page.evaluate(() => {
      const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement
      return scrollHeight > clientHeight || scrollWidth > clientWidth
    })
  const toView = (name: string) => (page: Page) => page.getByRole('button', { name }).first().click()

  test.each([
    ['a list with a revoked row below the fold', () => manyScene(42), () => Promise.resolve()],
    ['a pane', everyStatusScene, (page: Page) => page.locator('.row-name').first().click()],
    ['datasets', everyDatasetScene, toView('Data')],
    ['activity', everyStatusScene, toView('Activity')],
    ['registrations', everyStatusScene, toView('Registrations')],
    ['health', everyStatusScene, toView('Health')],
    ['settings', everyStatusScene, toView('Settings')],
    ['choosing an institution', everyStatusScene, toView('Link institution')],
  ] as const)('the window itself has none: %s [W-A4]', { tags: 'thorough' }, async (_name, scene, reach) => {
    for (const [, size] of sizes) {
      const { page } = await stage.open({ scene: scene(), size })
      await untilRead(page)
      await reach(page)
      await page.waitForTimeout(100)
      expect(await isWindowScrolling(page)).toBe(false)
      await page.context().close()
    }
  })
})

/** Whether all of the text is in the cell, nothing of it is cut, and nothing is drawn over it. */
function isReadable(text: Element): boolean {
  if (text.scrollWidth > text.clientWidth && text.clientWidth > 0) return false
  const cell = text.closest('td, th')?.getBoundingClientRect()
  const range = document.createRange()
  range.selectNodeContents(text)
  return [...range.getClientRects()].every(({ left, right, top, bottom }) => {
    if (!cell || left < cell.left || right > cell.right || bottom > cell.bottom) return false
    const y = (top + bottom) / 2
    return [left + 1, right - 1].every((x) => {
      const hit = document.elementFromPoint(x, y)
      return hit !== null && (hit === text || text.contains(hit) || hit.contains(text)) && hit.closest('tr')
    })
  })
}

test('"next …" stays in its column, however long the time is [W-A5]', { tags: 'thorough' }, async () => {
  for (const width of [1120, 1200, 1380, 1600]) {
    for (const inHours of [1, 26, 400 * 24]) {
      const { page } = await stage.open({
        scene: {
          ...mikomoScene({ nextTryAtMs: Date.now() + inHours * hourMs }),
          list: { ...plainListSettings, columns: ['consent', 'refreshed'] },
        },
        size: { width, height: 820 },
      })
      const next = page.getByRole('row').getByText(/^Next /)
      await page.getByRole('row').nth(1).waitFor()
      if (await next.isVisible()) expect(await next.evaluate(isReadable)).toBe(true)
      else expect(width).toBeLessThan(1380)
      await page.context().close()
    }
  }
})

describe('twelve logins of one bank', () => {
  test.each(sizes)(
    'are told apart in their rows, with the pane and without: %s [W-A6]',
    { tags: 'thorough' },
    async (_name, size) => {
      const scene = twelveLoginsScene()
      const { page } = await stage.open({ scene, size })
      await untilRead(page)
      const check = async () => {
        for (const { signedInAs } of scene.connections) {
          const login = page.getByRole('row').getByText(signedInAs, { exact: true })
          await login.evaluate((it) => it.scrollIntoView({ block: 'center' }))
          expect([signedInAs, await login.evaluate(isReadable)]).toEqual([signedInAs, true])
        }
      }
      await check()
      // Below this width the pane covers the list.
      if (size.width < 1080) return
      await page.locator('.row-name').first().click()
      await page.getByRole('complementary').waitFor()
      await check()
    },
  )

  test('have controls of different names [W-A6]', async () => {
    const { page } = await stage.open({ scene: twelveLoginsScene() })
    await page.getByRole('row').nth(12).waitFor()
    const names = await page
      .locator('tbody tr')
      .locator('button, input')
      .evaluateAll((all) => all.map((one) => one.ariaLabel ?? one.textContent))
    expect(names).toHaveLength(12 * 4)
    expect(new Set(names).size).toBe(names.length)
    for (const login of twelveLoginsScene().connections.map(({ signedInAs }) => signedInAs)) {
      expect(names.filter((name) => name.includes(login))).toHaveLength(4)
    }
  })
})

test('a row keeps to two lines at the usual size, with the pane open too [W-A6]', async () => {
  const { page } = await stage.open({ scene: twelveLoginsScene() })
  await untilRead(page)
  await page.locator('.row-name').first().click()
  await page.getByRole('complementary').waitFor()
  const heights = await page
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height))
  expect(new Set(heights.map((height) => Math.round(height)))).toEqual(new Set([57]))
})

test.each(['en-US-u-ca-buddhist-nu-arab', 'ar-EG', 'fa-IR', 'th-TH', 'de-DE'])(
  'a date is the same day and year where the computer has another calendar or language: %s',
  { tags: 'thorough' },
  async (locale) => {
    const consentUntilMs = Date.UTC(2028, 10, 20, 12)
    const { page } = await stage.open({ scene: mikomoScene({ consentUntilMs }), locale })
    const cell = page.locator('tbody .consent-cell')
    await cell.waitFor()
    expect(await cell.innerText()).toMatch(/^(Nov 20, 2028|20 Nov 2028)$/)
  },
)

test('from right to left, nothing is cut or covered that is not from left to right [W-C10]', async () => {
  const { page } = await stage.open({ scene: twelveLoginsScene() })
  await untilRead(page)
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
  await page.locator('.row-name').first().click()
  await page.getByRole('complementary').waitFor()
  for (const name of await page.locator('tbody .login').all()) {
    if (await name.isVisible()) await expect.poll(() => name.evaluate(isReadable)).toBe(true)
  }
  const edges = await page.evaluate(() =>
    ['.sidebar', '.list', '.pane'].map(
      (part) => document.querySelector(part)?.getBoundingClientRect().left ?? 0,
    ),
  )
  expect(edges).toEqual(edges.toSorted((a, b) => b - a))
})

test(
  'names of 500 characters keep to their lines, and their ends can be distinguished',
  { tags: 'thorough' },
  async () => {
    const login = (end: string) => `${'treasury-'.repeat(50)}${end}`
    const scene = twelveLoginsScene()
    scene.connections = scene.connections.slice(0, 2).map((one, index) => ({
      ...one,
      institutionName: 'Northbridge '.repeat(40).trim(),
      signedInAs: login(`desk-${index + 1}`),
      labels: ['L'.repeat(200)],
    }))
    const { page } = await stage.open({ scene })
    await untilRead(page)
    const rows = page.locator('tbody tr')
    for (const [index, row] of (await rows.all()).entries()) {
      expect((await row.boundingBox())?.height).toBeLessThanOrEqual(58)
      await row
        .getByText(new RegExp(`desk-${index + 1}$`))
        .last()
        .waitFor()
      expect(await row.locator('.login').getAttribute('title')).toBe(login(`desk-${index + 1}`))
    }
    await rows.first().locator('.row-name').click()
    // The name leaves the room to what one opened the pane for.
    await expect
      .poll(async () => (await page.locator('.pane-status').boundingBox())?.y ?? 999)
      .toBeLessThan(260)
  },
)

test.each([
  ['690 px at 200 %', { width: 690, height: 410 }],
  ['720 px', { width: 720, height: 520 }],
])(
  'the tools of the list stay on one line, and rows are in sight: %s [W-C10]',
  { tags: 'thorough' },
  async (_name, size) => {
    const { page } = await stage.open({ scene: everyStatusScene(), size })
    await page.getByRole('row').nth(1).waitFor()
    const middles = await page.locator('.list-head > :is(h1, .search, .button)').evaluateAll((parts) =>
      parts.map((part) => {
        const { top, bottom } = part.getBoundingClientRect()
        return (top + bottom) / 2
      }),
    )
    expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(6)
    const inSight = await page
      .locator('tbody tr')
      .evaluateAll(
        (rows) => rows.filter((row) => row.getBoundingClientRect().bottom <= window.innerHeight).length,
      )
    expect(inSight).toBeGreaterThanOrEqual(2)
  },
)

test(
  'the expiry of a consent can be read at every width, under the status where its column does not fit [W-C10]',
  { tags: 'thorough' },
  async () => {
    for (const width of [1380, 720, 640, 500]) {
      const { page } = await stage.open({ scene: mikomoScene(), size: { width, height: 700 } })
      const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
      await row.waitFor()
      const expiry = row
        .locator('.consent-cell > span, .status-cell .sub > span')
        .filter({ hasText: /^(Expires )?[A-Z][a-z]+ \d+, 20\d\d$/ })
      await expiry.waitFor()
      const box = await expiry.boundingBox()
      const cell = await expiry.locator('xpath=ancestor::td').boundingBox()
      if (!box || !cell) throw new Error(`not shown at ${width}`)
      expect(box.x + box.width).toBeLessThanOrEqual(cell.x + cell.width)
    }
  },
)

test(
  '200 labels leave the row readable: three and how many more, the one that was searched for among them [W-B7]',
  { tags: 'thorough' },
  async () => {
    const labels = Array.from({ length: 200 }, (_, index) => `Label ${index}`)
    const { page } = await stage.open({ scene: mikomoScene({ labels }) })
    const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
    await row.getByText('+197').waitFor()
    expect(await row.locator('.row-label').allInnerTexts()).toEqual(['Label 0', 'Label 1', 'Label 2'])
    for (const label of await row.locator('.row-label').all()) {
      expect((await label.boundingBox())?.width).toBeGreaterThan(30)
    }
    await page.getByRole('searchbox').fill('"label 150"')
    await expect.poll(() => row.locator('.row-label').allInnerTexts()).toContain('Label 150')
  },
)

test('the buttons of the pane stay inside it, also where there are four [W-B12]', async () => {
  const { page } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('row').filter({ hasText: 'Northbridge Bank' }).locator('.row-name').click()
  const foot = page.locator('.pane-foot')
  const buttons = foot.getByRole('button')
  await buttons.nth(3).waitFor()
  const outer = await foot.boundingBox()
  for (const button of await buttons.all()) {
    const box = await button.boundingBox()
    if (!box || !outer) throw new Error('not shown')
    expect(box.x + box.width).toBeLessThanOrEqual(outer.x + outer.width - 12)
  }
})

test('the scroll bar of a dialog ends at its round corners, and its buttons at its edge [W-C12]', async () => {
  const { page } = await stage.open({ scene: manyInstitutionsScene() })
  await page.getByRole('button', { name: 'Link institution' }).click()
  await page.getByRole('dialog').waitFor()
  const [clip, bottom, actions] = await page.evaluate(() => {
    const modal = document.querySelector('.modal')
    const last = document.querySelector('.modal .dialog-actions')
    if (!modal || !last) throw new Error('no dialog')
    return [
      getComputedStyle(modal).overflow,
      modal.getBoundingClientRect().bottom,
      last.getBoundingClientRect().bottom,
    ] as const
  })
  expect(clip).toBe('hidden')
  expect(Math.round(actions)).toBe(Math.round(bottom))
})

test('rows of the coverage scroll under its column names, and none above them', async () => {
  const { page } = await stage.open({ scene: manyDatasetsScene() })
  await page.getByRole('button', { name: 'Data' }).first().click()
  await page.locator('.coverage-table tbody tr').first().waitFor()
  const above = await page.locator('.dataset-detail').evaluate((detail) => {
    detail.scrollTop = 800
    const head = detail.querySelector('.coverage-table thead th')
    if (!head) throw new Error('no column names')
    return head.getBoundingClientRect().top - detail.getBoundingClientRect().top
  })
  expect(Math.round(above)).toBe(0)
})

test('the sidebar says when the next refresh is and how many are healthy, not what each row has [W-C12]', async () => {
  const fixedTimeMs = Date.UTC(2026, 10, 25, 9)
  const { page } = await stage.open({
    scene: mikomoScene({
      nextTryAtMs: Date.UTC(2026, 10, 25, 11, 40),
      consentUntilMs: fixedTimeMs + 9000 * hourMs,
    }),
    fixedTimeMs,
    locale: 'en-GB',
  })
  const foot = page.locator('.sidebar-foot')
  await expect
    .poll(async () => (await foot.innerText()).replaceAll(/\s+/g, ' '))
    .toBe('Next refresh 11:40 · 1 of 1 healthy')
})

test('what happens next with a revocation is readable in a narrow window', async () => {
  const { page } = await stage.open({ scene: everyStatusScene(), size: { width: 720, height: 900 } })
  for (const words of [/^Retrying automatically/, /^Revoke it in the institution/]) {
    const line = page.locator('.status-cell .sub').filter({ hasText: words }).first()
    await line.scrollIntoViewIfNeeded()
    expect(
      await line.evaluate((it) => [it.scrollWidth <= it.clientWidth, it.scrollHeight <= it.clientHeight]),
    ).toEqual([true, true])
  }
})
