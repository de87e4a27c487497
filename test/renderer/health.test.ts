import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './support/open-window.ts'
import { mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test('what works is said to work', async () => {
  const { page } = await stage.open({ scene: mikomoScene() })
  await page.getByRole('button', { name: 'Health' }).click()
  await page.getByText('Mooring wrote, read and deleted a test entry.').waitFor()
  expect(await page.getByText('Good', { exact: false }).count()).toBeGreaterThanOrEqual(6)
  await page.getByRole('button', { name: 'Open a test page' }).click()
  await page.getByText('The browser opened the page and reached Mooring.').waitFor()
  await page.getByRole('button', { name: 'Save diagnostics…' }).click()
  await page.getByText('Saved.', { exact: true }).waitFor()
})

test('secrets that no row of the database uses are counted, with what to do [R1]', async () => {
  const scene = mikomoScene()
  scene.health = { ...scene.health, unknownSecrets: 2 }
  const { page } = await stage.open({ scene })
  await page.getByRole('button', { name: 'Health' }).click()
  await page.getByText('It also holds 2 secrets that no connection or registration').waitFor()
  await page.getByText('revoke the access in the settings of the institutions').waitFor()
})

test('what does not work is named with its fix', { tags: 'thorough' }, async () => {
  const scene = mikomoScene()
  scene.health = {
    ...scene.health,
    keychain: { state: 'locked' },
    loopback: { ipv4: false, ipv6: false },
    browserName: null,
    network: { isOnline: false, proxies: [proxied('proxy.example:8080', 'Alpha Bank')], hasExtraCa: true },
    clock: { offsetMs: -7_200_000, host: 'bank.example' },
    database: { ...scene.health.database, isSound: false, faults: 2, lastBackup: null },
  }
  const { page } = await stage.open({ scene })
  await page.getByRole('button', { name: 'Health' }).click()
  for (const words of [
    'The keychain is locked.',
    'Allow Mooring to listen on this computer',
    'Install a browser or choose a default one',
    'Using the proxy proxy.example:8080.',
    'This computer’s clock is 2 hours ahead of bank.example.',
    '2 errors found.',
  ]) {
    await page.getByText(words).waitFor()
  }
  expect(await page.getByText('Failing').count()).toBe(4)
})

test('each institution is shown with the proxy that leads to it [J4]', { tags: 'thorough' }, async () => {
  const scene = mikomoScene()
  scene.health.network.proxies = [
    proxied('proxy.example:8080', 'Alpha Bank', 'Beta Bank'),
    { ...proxied(null, 'Gamma Bank'), count: 3 },
    { ...proxied('socks.example:1080', 'Delta Bank'), isUsable: false },
  ]
  const { page } = await stage.open({ scene })
  await page.getByRole('button', { name: 'Health' }).click()
  for (const words of [
    'Alpha Bank, Beta Bank: Using the proxy proxy.example:8080.',
    'Gamma Bank and 2 more: No proxy.',
    'Delta Bank: The network settings name the SOCKS proxy socks.example:1080',
    'set HTTPS_PROXY to its address',
  ]) {
    await page.getByText(words).waitFor()
  }
})

const proxied = (host: string | null, ...institutions: string[]) => ({
  host,
  isUsable: true,
  institutions,
  count: institutions.length,
})

test('the browser is chosen in the system’s dialog, and given back', async () => {
  const { page, mooring } = await stage.open({ scene: mikomoScene() })
  await page.getByRole('rowheader').waitFor()
  await page.keyboard.press('Control+9')
  await page.getByText('The system’s default browser').waitFor()
  await page.getByRole('button', { name: 'Choose a program…' }).click()
  await page.getByText('/usr/bin/firefox-esr').waitFor()
  expect(mooring.calls.at(-1)).toEqual({ method: 'browser.choose', input: {} })
  await page.getByRole('button', { name: 'Use the default' }).click()
  await page.getByText('The system’s default browser').waitFor()
})

test('notifications are made quiet in the settings, which name every shortcut', async () => {
  const { page, mooring } = await stage.open({ scene: mikomoScene() })
  await page.getByRole('rowheader').waitFor()
  await page.keyboard.press('Control+9')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.getByLabel('Show notifications').uncheck()
  expect(mooring.calls.at(-1)).toMatchObject({ method: 'preferences.change', input: { quiet: true } })
  expect(await page.getByLabel('A consent expires soon').isDisabled()).toBe(true)
  await page.getByLabel('Show notifications').check()
  await page.getByLabel('An automatic refresh failed').check()
  expect(mooring.calls.at(-1)).toMatchObject({
    method: 'preferences.change',
    input: { quiet: false, notifyConsent: true, notifyBroken: true, notifyRetry: true },
  })
  await page
    .getByText('Search in Connections, Accounts, Data, Scripts & tools and Activity', { exact: true })
    .waitFor()
  await page.keyboard.press('Control+1')
  await page.getByRole('heading', { name: 'Connections' }).waitFor()
})

test('the theme and the folder of exports are chosen in the settings', async () => {
  const { page, mooring } = await stage.open({ scene: mikomoScene() })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  expect(mooring.calls.at(-1)).toMatchObject({ method: 'preferences.change', input: { theme: 'dark' } })
  await page.getByText('Save dialogs begin in your documents.').waitFor()
  await page.getByRole('button', { name: 'Choose a folder…' }).click()
  await page.getByText('Save dialogs begin in /home/ana/Exports.').waitFor()
  await page.getByRole('button', { name: 'Use documents' }).click()
  await page.getByText('Save dialogs begin in your documents.').waitFor()
})
