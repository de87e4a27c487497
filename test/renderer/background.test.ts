import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Background } from '../../shared/models/app.ts'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { everyStatusScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

async function openSettings(background: Background, platform: 'linux' | 'darwin' | 'win32' = 'linux') {
  const scene = { ...everyStatusScene(), background }
  const window = await stage.open({ scene: { ...scene, app: { ...scene.app, platform } } })
  await untilRead(window.page)
  await window.page.getByRole('button', { name: 'Settings' }).click()
  await window.page.getByRole('heading', { name: 'In the background' }).waitFor()
  return window
}

const keepsRunning = (page: Page) => page.getByLabel('Keep running when the window is closed')
const startsAtLogin = (page: Page) => page.getByLabel('Start when I log in')

describe('Settings, In the background', () => {
  test('turns off that a closed window is hidden, and has the system start Mooring', async () => {
    const { page, mooring } = await openSettings({ hasTray: true, login: 'off' })
    expect([await keepsRunning(page).isChecked(), await startsAtLogin(page).isChecked()]).toEqual([
      true,
      false,
    ])
    await page.getByText('Its icon in the tray says how many connections need attention').waitFor()
    await page.getByText('Without its window: the icon opens it.').waitFor()
    await startsAtLogin(page).check()
    expect(mooring.calls.at(-1)).toEqual({ method: 'background.startAtLogin', input: { isOn: true } })
    await keepsRunning(page).uncheck()
    expect(mooring.scene.preferences.keepsRunning).toBe(false)
    await page.getByText('With its window, because Mooring can’t keep running without it.').waitFor()
  })

  test.each<[background: Background, platform: 'linux' | 'darwin' | 'win32', says: string]>([
    [
      { hasTray: false, login: 'off' },
      'linux',
      'This desktop shows no icons of apps, so closing the window quits',
    ],
    [{ hasTray: true, login: 'blocked' }, 'darwin', 'allow Mooring in System Settings, General, Login Items'],
    [{ hasTray: true, login: 'blocked' }, 'win32', 'turn Mooring on in Settings, Apps, Startup'],
    [
      { hasTray: true, login: 'unavailable' },
      'linux',
      'Only an installed Mooring can be started by the system.',
    ],
  ])('of %j on %s says what holds there', { tags: 'thorough' }, async (background, platform, says) => {
    const { page } = await openSettings(background, platform)
    await page.getByText(says).waitFor()
    expect(await startsAtLogin(page).isDisabled()).toBe(background.login === 'unavailable')
  })
})

describe('a page that is hidden', () => {
  const hide = async (window: Awaited<ReturnType<Stage['open']>>) => {
    const before = ends(window)
    await window.mooring.emit('window.hidden', {})
    // Longer than the page waits for its last writes.
    await window.page.waitForTimeout(900)
    return ends(window) - before
  }
  const ends = ({ mooring }: Awaited<ReturnType<Stage['open']>>) =>
    mooring.calls.filter(({ method }) => method === 'window.endHidden').length

  test('ends when nothing is open in it, a search and a pane included', async () => {
    const window = await stage.open({ scene: everyStatusScene() })
    const { page } = window
    await untilRead(page)
    await page.getByRole('searchbox').fill('harbor')
    await page.getByRole('rowheader').first().getByRole('button').click()
    expect(await hide(window)).toBe(1)
    expect(new URL(page.url()).hash).toMatch(/^#connections\/\w+\?search=harbor$/)
  })

  test('goes on with a dialog, and ends once it is closed', { tags: 'thorough' }, async () => {
    const window = await stage.open({ scene: everyStatusScene() })
    const { page } = window
    await untilRead(page)
    await page.getByRole('button', { name: 'Link institution' }).first().click()
    await page.getByRole('dialog').waitFor()
    expect(await hide(window)).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await hide(window)).toBe(1)
  })

  test(
    'goes on with a form that is half filled in, and ends once it is gone',
    { tags: 'thorough' },
    async () => {
      const window = await stage.open({ scene: everyStatusScene() })
      const { page } = window
      await untilRead(page)
      await page.getByRole('button', { name: 'Registrations' }).click()
      await page.getByRole('button', { name: 'Add registration' }).click()
      await page.getByLabel('Name', { exact: true }).first().fill('Half')
      expect(await hide(window)).toBe(0)
      await page.getByRole('button', { name: 'Connections', exact: false }).first().click()
      expect(await hide(window)).toBe(1)
    },
  )

  test('goes on with a form whose fields were refused', { tags: 'thorough' }, async () => {
    const window = await stage.open({ scene: everyStatusScene() })
    const { page } = window
    await untilRead(page)
    await page.getByRole('button', { name: 'Registrations' }).click()
    await page.getByRole('button', { name: 'Add registration' }).click()
    await page.getByLabel('Name', { exact: true }).first().fill('Half')
    await page.getByLabel('Name', { exact: true }).first().press('Enter')
    await page.locator('form [aria-invalid=true]').first().waitFor()
    expect(await hide(window)).toBe(0)
  })

  test('goes on while rows are selected, and ends once none is', { tags: 'thorough' }, async () => {
    const window = await stage.open({ scene: everyStatusScene() })
    const { page } = window
    await untilRead(page)
    const box = page.locator('tbody tr input[type=checkbox]').first()
    await box.check()
    expect(await hide(window)).toBe(0)
    await box.uncheck()
    expect(await hide(window)).toBe(1)
  })

  test('goes on while a call has no answer', { tags: 'thorough' }, async () => {
    let answer: () => void = () => undefined
    const window = await stage.open({
      scene: everyStatusScene(),
      answers: () => ({
        'connections.refresh': ({ id }) =>
          new Promise((resolve) => {
            answer = () => resolve(everyStatusScene().connections.find((one) => one.id === id) as never)
          }),
      }),
    })
    const { page } = window
    await untilRead(page)
    await page
      .getByRole('button', { name: /^Refresh Harbor/ })
      .first()
      .click()
    expect(await hide(window)).toBe(0)
    answer()
    await page.waitForTimeout(100)
    expect(await hide(window)).toBe(1)
  })
})

test('a page that is loaded again shows the view, the connection and the search of its address', async () => {
  const { page } = await stage.open({ scene: everyStatusScene() })
  await untilRead(page)
  await page.getByRole('searchbox').fill('harbor')
  await page.getByRole('rowheader').first().getByRole('button').click()
  const pane = page.getByRole('complementary')
  const name = await pane.getAttribute('aria-label')
  await page.reload()
  await pane.waitFor()
  expect([await pane.getAttribute('aria-label'), await page.getByRole('searchbox').inputValue()]).toEqual([
    name,
    'harbor',
  ])
  await page.getByRole('button', { name: 'Activity' }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'Activity' }).waitFor()
})
