import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { Refused, type Scene } from './support/fake-mooring.ts'
import {
  openStage,
  untilRead,
  type OpenWindow,
  type Stage,
  type WindowOptions,
} from './support/open-window.ts'
import { mikomoScene } from './support/scenes.ts'
import { oddScriptsScene, scriptsScene } from './support/script-scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

async function openScripts(
  scene: Scene = scriptsScene(),
  options: Omit<WindowOptions, 'scene'> = {},
): Promise<OpenWindow> {
  onTestFinished(() => stage.closeWindows())
  const opened = await stage.open({ scene, ...options })
  await untilRead(opened.page)
  await opened.page.getByRole('button', { name: /^Scripts & tools/ }).click()
  await opened.page
    .getByRole('heading', { name: 'Scripts & tools', exact: true })
    .waitFor({ state: 'attached' })
  return opened
}

const row = (page: Page, name: string) => page.locator('.scripts-table tbody tr').filter({ hasText: name })
const inputOf = ({ mooring }: OpenWindow, method: string) =>
  mooring.calls.find((call) => call.method === method)?.input

test('a row says who claims to be there, what it may use, how far, until when and how often it did', async () => {
  const { page } = await openScripts()
  expect(await row(page, 'month-end.ipynb').innerText()).toMatch(
    /Says it runs in ~\/reports\/close\s+Mikomo Financial, mikomo_7\s+Northbridge Bank, ops@treasury\.example\s+data\s+\w{3} \d+, \d{4}\s+\d min ago · 12 uses\s+End/,
  )
  expect(await row(page, 'nightly-cash').innerText()).toMatch(/4 connections[^]*◐[^]*31 uses/)
  expect(await row(page, 'Desktop assistant').innerText()).toMatch(
    /Names no folder\s+Another program has the same name[^]*list[^]*Never/,
  )
})

test('after End its row says until when a token that was handed out works, and offers no End', async () => {
  const { page } = await openScripts()
  expect(await row(page, 'read-feed.sh').innerText()).toMatch(
    /Nothing\s+Ended\s+Its token works until (today|tomorrow) \d/,
  )
  expect(await row(page, 'read-feed.sh').getByRole('button', { name: 'End', exact: false }).count()).toBe(0)
  await page.getByRole('button', { name: 'read-feed.sh' }).click()
  await page
    .getByRole('region', { name: 'read-feed.sh, access' })
    .getByText(/ended by you · allowed .* · was given a token, which works until/)
    .waitFor()
})

test('a program is ended with one click, and is gone from the list', async () => {
  const opened = await openScripts()
  const { page } = opened
  await page.getByRole('button', { name: 'End: nightly-cash' }).click()
  await row(page, 'nightly-cash').waitFor({ state: 'detached' })
  expect(inputOf(opened, 'scripts.end')).toEqual({ id: 's2' })
})

test('one of its connections is ended alone', { tags: 'thorough' }, async () => {
  const opened = await openScripts()
  const { page } = opened
  const detail = page.getByRole('region', { name: 'month-end.ipynb, access' })
  await detail.getByRole('button', { name: 'End: Northbridge Bank, ops@treasury.example, data' }).click()
  await expect.poll(() => detail.getByRole('listitem').count()).toBe(1)
  expect(await row(page, 'month-end.ipynb').innerText()).not.toContain('Northbridge')
})

test('End all says what ends and what goes on, and ends nothing before it is confirmed', async () => {
  const opened = await openScripts()
  const { page } = opened
  await page.getByRole('button', { name: 'End all…' }).click()
  const dialog = page.getByRole('dialog')
  const words = await dialog.innerText()
  expect(words).toMatch(/3 programs lose access to 4 connections at once/)
  expect(words).toMatch(/work until they expire, the last one until (today|tomorrow) \d/)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(inputOf(opened, 'scripts.endAll')).toBeUndefined()
  await page.getByRole('button', { name: 'End all…' }).click()
  await dialog.getByRole('button', { name: 'End all' }).click()
  await dialog.waitFor({ state: 'detached' })
  await row(page, 'month-end.ipynb').waitFor({ state: 'detached' })
  // The one whose token still works stays in sight.
  await row(page, 'read-feed.sh').waitFor()
})

test('a request that waits is counted in the navigation, and the page can only have its prompt shown', async () => {
  const opened = await openScripts()
  const { page, mooring } = opened
  await page.getByRole('button', { name: /Scripts & tools\s*1$/ }).waitFor()
  const waiting = page.getByRole('region', { name: 'Waiting for you' })
  expect(await waiting.innerText()).toMatch(
    /budget\.R asks to use Mikomo Financial, mikomo_7\s+data · asked \d min ago/,
  )
  expect(await waiting.getByRole('button').allInnerTexts()).toEqual(['Show'])
  await waiting.getByRole('button', { name: 'Show the question of budget.R' }).click()
  expect(inputOf(opened, 'scripts.showPrompt')).toEqual({ id: 'q1' })
  mooring.scene.scripts.questions = []
  await mooring.emit('scripts.changed', {})
  await waiting.waitFor({ state: 'detached' })
})

test('switched off it says what it is for, and the next step switches it on', async () => {
  const opened = await openScripts(mikomoScene())
  const { page } = opened
  await page.getByText('Your connections in scripts and AI tools').waitFor()
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByText('Run one of these in a terminal. Mooring then asks you.').waitFor()
  await page.getByRole('button', { name: 'Copy: Shell' }).click()
  expect(opened.mooring.calls.at(-1)).toMatchObject({
    method: 'clipboard.copy',
    input: { text: expect.stringContaining('/opt/Mooring/resources/cli/mooring list\n') as string },
  })
  expect(inputOf(opened, 'preferences.change')).toMatchObject({ areScriptsOn: true, theme: 'system' })
})

test('switched off with programs it says that none can use a connection', { tags: 'thorough' }, async () => {
  const scene = scriptsScene()
  scene.preferences.areScriptsOn = false
  const { page } = await openScripts(scene)
  await page.getByText('Scripts and tools are switched off: no program can use a connection.').waitFor()
  await page.getByRole('button', { name: 'Switch on' }).click()
  await page.getByText('Scripts and tools are switched off').waitFor({ state: 'detached' })
})

test('hostile names stay in their row, in one direction', { tags: 'thorough' }, async () => {
  const { page } = await openScripts(oddScriptsScene())
  const name = page.locator('.scripts-table .row-name').first()
  expect(await name.innerText()).not.toContain('\u202E')
  expect(await page.locator('.scripts-table b').count()).toBe(0)
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(1380)
  await page.getByLabel('Search scripts and tools').fill('report-3')
  await expect.poll(() => page.locator('.scripts-table tbody tr').count()).toBe(1)
  await page.getByLabel('Search scripts and tools').fill('nobody')
  await page.getByText('No program matches. Change the search.').waitFor()
})

test('the details of a connection name the programs that use it, and lead to them', async () => {
  onTestFinished(() => stage.closeWindows())
  const { page } = await stage.open({ scene: scriptsScene() })
  await untilRead(page)
  await page
    .getByRole('button', { name: /^Mikomo Financial/ })
    .first()
    .click()
  const pane = page.getByRole('complementary')
  await pane.getByRole('heading', { name: 'Used by' }).waitFor()
  expect(await pane.innerText()).toMatch(/month-end\.ipynb\s+data, until/)
  // An ended one does not use it.
  expect(await pane.getByRole('button', { name: 'read-feed.sh' }).count()).toBe(0)
  await pane.getByRole('button', { name: 'nightly-cash' }).click()
  await page.getByRole('region', { name: 'nightly-cash, access' }).waitFor()
})

test('the palette finds each program, what waits, and End all, which still asks', async () => {
  const opened = await openScripts()
  const { page } = opened
  const run = async (words: string) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(words)
    await page.keyboard.press('Enter')
  }
  await run('nightly')
  await page.getByRole('region', { name: 'nightly-cash, access' }).waitFor()
  await run('what budget asks')
  expect(inputOf(opened, 'scripts.showPrompt')).toEqual({ id: 'q1' })
  await run('end all scripts')
  await page.getByRole('dialog', { name: 'End all scripts and tools?' }).waitFor()
  expect(inputOf(opened, 'scripts.endAll')).toBeUndefined()
})

test('the arrow keys move between programs, and Ctrl 5 leads to the view', { tags: 'thorough' }, async () => {
  const { page } = await openScripts()
  await page.keyboard.press('Control+1')
  await page.keyboard.press('Control+5')
  await page.locator('.scripts-table .row-name').first().focus()
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('nightly-cash')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: 'nightly-cash, access' }).waitFor()
})

test('why nothing can be listed or reached is said, with another try', { tags: 'thorough' }, async () => {
  onTestFinished(() => stage.closeWindows())
  let fails = true
  const scene = scriptsScene()
  const { page } = await stage.open({
    scene,
    answers: () => ({
      'scripts.read': () => {
        if (fails) throw new Refused('disk_full')
        const { clients, questions } = scene.scripts
        return { isOn: true, problem: { code: 'file_unwritable', detail: {} }, clients, questions }
      },
    }),
  })
  await untilRead(page)
  await page.getByRole('button', { name: /^Scripts & tools/ }).click()
  fails = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await row(page, 'nightly-cash').waitFor()
  await page.getByText('No program can reach Mooring.').waitFor()
})

test(
  'the command is linked and unlinked in Settings, which says where Node is missing',
  { tags: 'thorough' },
  async () => {
    onTestFinished(() => stage.closeWindows())
    const scene = scriptsScene()
    scene.scripts.command = { ...scene.scripts.command, node: '18.20.4', isNodeUsable: false }
    const { page, mooring } = await stage.open({ scene })
    await untilRead(page)
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByText('The command needs Node 20 or newer; this computer has 18.20.4.').waitFor()
    await page.getByRole('button', { name: 'Add mooring to PATH' }).click()
    await page.getByText('Terminals find it: ~/.local/bin/mooring.').waitFor()
    await page.getByRole('button', { name: 'Remove mooring from PATH' }).click()
    await page.getByText('Mooring would put a link at ~/.local/bin/mooring.').waitFor()
    await page.getByLabel('Let programs on this computer ask to use connections').uncheck()
    expect(mooring.calls.at(-1)).toMatchObject({
      method: 'preferences.change',
      input: { areScriptsOn: false },
    })
  },
)
