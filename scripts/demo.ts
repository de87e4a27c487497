import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { dropFolder, newDataFolder, startApp, type RunningApp } from '../test/support/app.ts'
import { openBrowserUser, type BrowserUser } from '../test/support/browser-user.ts'
import { startSecretService } from '../test/support/secret-service.ts'
import { describeHost, findHost } from './electron.ts'
import { buildApp } from './run.ts'
import { testPackages, ensureSystemPackages } from './system-packages.ts'

/** The main job with no hands and no display: the built app, a user in a headless browser, one line a step. */
async function demo(out: string): Promise<void> {
  ensureSystemPackages(testPackages)
  console.log(describeHost(findHost({ download: true })))
  buildApp()
  mkdirSync(out, { recursive: true })

  const service = process.platform === 'linux' ? await startSecretService() : null
  const browserUser = await openBrowserUser()
  const dataFolder = newDataFolder()
  // As in the app, on a slow computer too: its pictures are the ones that a newcomer sees.
  const start = () => startApp({ dataFolder, env: { ...service?.env, MOORING_UNDO_MS: '5000' } })
  let app = await start()
  try {
    await firstRun(app, out)
    await link(app, browserUser, out)
    await refresh(app, out)
    await revoke(app, out)
    await step('quits', async () => {
      await app.quit()
      return 'nothing left running'
    })
    app = await start()
    await restarted(app, out)
  } finally {
    await app.quit()
    await browserUser.close()
    service?.stop()
    dropFolder(dataFolder)
  }
  console.log(`Screenshots are in ${out}`)
}

async function firstRun({ window }: RunningApp, out: string): Promise<void> {
  await step('starts with nothing linked', async () => {
    await window.getByRole('heading', { name: 'Link your first institution' }).waitFor()
    await window.screenshot({ path: `${out}/1-first-run.png` })
    return 'it offers to try Mikomo'
  })
}

async function link(app: RunningApp, browserUser: BrowserUser, out: string): Promise<void> {
  const { window } = app
  await step('opens the browser at Mikomo', async () => {
    await window.getByRole('button', { name: 'Link Mikomo' }).click()
    await window.getByText('Waiting for your browser').waitFor()
    await window.screenshot({ path: `${out}/2-waiting.png` })
    return 'the window waits, with Cancel and Open the browser again'
  })
  const url = await eventually(async () => (await app.opened())[0])
  await step('signs in as mikomo_7 and approves', async () => {
    const page = await browserUser.open(url)
    await page.screenshot({ path: `${out}/3-sign-in.png` })
    await browserUser.signIn(page, 'mikomo_7')
    await page.screenshot({ path: `${out}/4-consent.png` })
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('You can close this tab').waitFor()
    await page.screenshot({ path: `${out}/5-close-this-tab.png` })
    return 'the browser says “You can close this tab”'
  })
  await step('shows the connection', async () => {
    await window.getByText('Home loan').waitFor()
    await window.screenshot({ path: `${out}/6-linked.png` })
    const amounts = await window.locator('.amount').allInnerTexts()
    expectThat(amounts.length === 5, `5 accounts, not ${amounts.length}`)
    return `mikomo_7, 4 permissions, ${amounts.length} accounts, the first with ${amounts[0]}`
  })
}

async function refresh({ window }: RunningApp, out: string): Promise<void> {
  await step('refreshes', async () => {
    // The brokerage account: what its funds are worth changes all the time.
    const amount = window.locator('.amount').nth(2)
    const before = await amount.innerText()
    await window.getByRole('complementary').getByRole('button', { name: 'Refresh Mikomo' }).click()
    const after = await eventually(async () => {
      const now = await amount.innerText()
      return now === before ? undefined : now
    })
    await window.getByRole('complementary').getByText('Refreshed', { exact: true }).waitFor()
    await window.screenshot({ path: `${out}/7-refreshed.png` })
    await window.emulateMedia({ colorScheme: 'dark' })
    await window.screenshot({ path: `${out}/8-refreshed-dark.png` })
    await window.emulateMedia({ colorScheme: 'light' })
    return `new tokens, and ${before} became ${after}`
  })
}

async function revoke({ window }: RunningApp, out: string): Promise<void> {
  const pane = window.getByRole('complementary')
  await step('revokes with one click', async () => {
    await pane.getByRole('button', { name: 'Revoke Mikomo' }).click()
    const words = await pane.getByText(/Revoking in \d s/).innerText()
    await window.screenshot({ path: `${out}/9-undo.png` })
    return `“${words} · Undo”, no dialog`
  })
  await step('ends access at the institution', async () => {
    await pane.getByText('Confirmed by').waitFor({ timeout: 15_000 })
    await window.screenshot({ path: `${out}/10-revoked.png` })
    return pane.locator('.pill').innerText()
  })
}

async function restarted({ window }: RunningApp, out: string): Promise<void> {
  await step('starts again', async () => {
    const words = await window.getByRole('row').filter({ hasText: 'Mikomo' }).locator('.pill').innerText()
    expectThat(words.includes('Revoked'), `Revoked, not ${words}`)
    await window.screenshot({ path: `${out}/11-started-again.png` })
    return words
  })
}

/** One line: what was done, how long it took, what was seen. */
async function step(what: string, act: () => Promise<string>): Promise<void> {
  const startedMs = performance.now()
  const seen = await act()
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${`${seconds} s`.padStart(6)}  ${what}: ${seen}`)
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('nothing changed within ten seconds')
}

function expectThat(isTrue: boolean, wanted: string): void {
  if (!isTrue) throw new Error(`expected ${wanted}`)
}

const { values } = parseArgs({ options: { out: { type: 'string', default: 'screenshots' } } })
demo(resolve(values.out)).then(
  () => process.exit(0),
  (thrown: unknown) => {
    console.error(`The demo stopped: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    process.exit(1)
  },
)
