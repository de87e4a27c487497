import { chromium, type Browser, type Page } from 'playwright-core'
import { findHeadlessChromium, quietSwitches } from '../../scripts/chromium.ts'
import { limits } from './limits.ts'

/** Where a visit ended: the app's own page after consent or refusal, or the institution's page that the user is stuck on. */
export interface Seen {
  url: string
  title: string
  text: string
}

export interface Choice {
  user: string
  /** Names of the accounts to share; without it they stay as they are offered, which is all. */
  accounts?: string[]
}

/** A user at a real browser. Every visit has a tab of its own, in a browser that remembers nothing of earlier ones. */
export interface BrowserUser {
  /** Signs in, chooses accounts, presses Approve. */
  approve(url: string, choice: Choice): Promise<Seen>
  /** Signs in and presses Cancel on the page with the accounts. */
  cancel(url: string, choice: Pick<Choice, 'user'>): Promise<Seen>
  /** Presses Cancel without having signed in. */
  cancelAtSignIn(url: string): Promise<Seen>
  /** Types a password that is wrong. */
  wrongPassword(url: string, choice: Pick<Choice, 'user'>): Promise<Seen>
  /** Opens the page, looks, and closes the tab. */
  closeAfterOpening(url: string): Promise<Seen>
  /** For whatever else a user may do: the page is left open until `close`. */
  open(url: string): Promise<Page>
  /** Signs in on a page that was opened. */
  signIn(page: Page, user: string, password?: string): Promise<void>
  close(): Promise<void>
}

export interface BrowserUserOptions {
  /** A folder for a picture of every page the user acted on: 01-sign-in-to-mikomo.png and so on. */
  pictures?: string
  colorScheme?: 'light' | 'dark'
}

/** @throws Error that says what to install where there is no Chromium */
export async function openBrowserUser(options: BrowserUserOptions = {}): Promise<BrowserUser> {
  const browser = await launch()
  let taken = 0

  async function picture(page: Page): Promise<void> {
    if (options.pictures === undefined) return
    taken += 1
    const name = (await page.title()).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
    const path = `${options.pictures}/${String(taken).padStart(2, '0')}-${name.replace(/-mikomo$/, '')}.png`
    await page.screenshot({ path, fullPage: true })
  }

  async function open(url: string): Promise<Page> {
    const context = await browser.newContext({
      colorScheme: options.colorScheme ?? 'light',
      viewport: { width: 900, height: 760 },
    })
    context.setDefaultTimeout(limits.waitMs)
    const page = await context.newPage()
    await page.goto(url)
    await picture(page)
    return page
  }

  async function press(page: Page, name: string): Promise<void> {
    // Listening before the click: the answer may be there before the click returns.
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name, exact: true }).click()])
    await picture(page)
  }

  async function signIn(page: Page, user: string, password = user): Promise<void> {
    await page.getByLabel('Username', { exact: true }).fill(user)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await press(page, 'Sign in')
  }

  async function visit(url: string, act: (page: Page) => Promise<void>): Promise<Seen> {
    const page = await open(url)
    try {
      await act(page)
      return { url: page.url(), title: await page.title(), text: await page.locator('body').innerText() }
    } finally {
      await page.context().close()
    }
  }

  return {
    approve: (url, { user, accounts }) =>
      visit(url, async (page) => {
        await signIn(page, user)
        if (accounts) await tick(page, accounts)
        await press(page, 'Approve')
      }),
    cancel: (url, { user }) =>
      visit(url, async (page) => {
        await signIn(page, user)
        await press(page, 'Cancel')
      }),
    cancelAtSignIn: (url) => visit(url, (page) => press(page, 'Cancel')),
    wrongPassword: (url, { user }) => visit(url, (page) => signIn(page, user, `not ${user}`)),
    closeAfterOpening: (url) => visit(url, async () => undefined),
    open,
    signIn,
    close: () => browser.close(),
  }
}

/** Leaves exactly these ticked. @throws Error for an account that is not offered */
async function tick(page: Page, accounts: string[]): Promise<void> {
  const boxes = await page.getByRole('checkbox').all()
  const found = new Set<string>()
  for (const box of boxes) {
    const label = (await box.locator('xpath=..').innerText()).trim()
    const name = accounts.find((account) => label.startsWith(account))
    if (name !== undefined) found.add(name)
    await box.setChecked(name !== undefined)
  }
  const missing = accounts.filter((account) => !found.has(account))
  if (missing.length > 0) throw new Error(`not offered: ${missing.join(', ')}`)
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findHeadlessChromium(),
    args: quietSwitches,
    timeout: limits.waitMs,
  })
}
