import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'
import { pagePolicy } from '../../../electron/main/app/page-policy.ts'
import { findHeadlessChromium, quietSwitches } from '../../../scripts/chromium.ts'
import { limits } from '../../support/limits.ts'
import { buildPage, builtPageVariable } from './build-page.ts'
import { installFakeMooring, type Answers, type FakeMooring, type Scene } from './fake-mooring.ts'

export interface OpenWindow {
  page: Page
  mooring: FakeMooring
}

export interface WindowOptions {
  scene: Scene
  answers?: Answers
  colorScheme?: 'light' | 'dark'
  forcedColors?: 'active'
  contrast?: 'more'
  size?: { width: number; height: number }
  /** BCP 47; en-US if absent. */
  locale?: string
  /** IANA name; UTC if absent. */
  timezone?: string
  /** Physical pixels to one of the page. */
  scale?: number
  /** The time that the page reads, unchanged while it is open; timers run. Milliseconds UTC. */
  fixedTimeMs?: number
}

/** The built window in Chromium, with main replaced by a scene. */
export interface Stage {
  open(options: WindowOptions): Promise<OpenWindow>
  /** Closes the windows. @throws Error with what they complained of: console errors, uncaught ones, violations of the policy */
  closeWindows(): Promise<void>
  close(): Promise<void>
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** @param kind of the page: as it is shipped, or with React's own warnings among the complaints */
export async function openStage(kind: 'production' | 'development' = 'production'): Promise<Stage> {
  const shared = kind === 'production' ? process.env[builtPageVariable] : undefined
  const folder = shared ?? (await buildPage(kind))
  const server = await serve(folder)
  const browser = await launch()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`
  const complaints: string[] = []
  return {
    open: (options) => openWindow(browser, url, options, complaints),
    closeWindows: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()))
      const said = complaints.splice(0)
      if (said.length > 0) throw new Error(`The window complained: ${said.join(' | ')}`)
    },
    close: async () => {
      await browser.close()
      server.closeAllConnections()
      server.close()
      if (shared === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function openWindow(
  browser: Browser,
  url: string,
  options: WindowOptions,
  complaints: string[],
): Promise<OpenWindow> {
  const context = await browser.newContext({
    colorScheme: options.colorScheme ?? 'light',
    contrast: options.contrast ?? 'no-preference',
    forcedColors: options.forcedColors ?? 'none',
    deviceScaleFactor: options.scale ?? 1,
    viewport: options.size ?? { width: 1380, height: 820 },
    locale: options.locale ?? 'en-US',
    timezoneId: options.timezone ?? 'UTC',
    reducedMotion: 'reduce',
  })
  if (options.fixedTimeMs !== undefined) {
    // Not Playwright's clock, which takes away the page's performance entries.
    await context.addInitScript((ms) => {
      Date.now = () => ms
    }, options.fixedTimeMs)
  }
  const page = await context.newPage()
  page.setDefaultTimeout(limits.waitMs)
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.exposeFunction('complain', (text: string) => complaints.push(text))
  await page.addInitScript(() => {
    const complain = Reflect.get(window, 'complain') as (text: string) => void
    document.addEventListener('securitypolicyviolation', (event) =>
      complain(`policy: ${event.violatedDirective} ${event.sourceFile ?? ''}`),
    )
  })
  const mooring = await installFakeMooring(
    page,
    options.scene,
    options.answers,
    () => options.fixedTimeMs ?? Date.now(),
  )
  await page.goto(url)
  return { page, mooring }
}

/** Waits until the views and dialogs are loaded, shortly after the list is painted. Before that, they open with a delay. */
export async function untilRead(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/lazy-parts-')),
  )
}

/** A page of a test ends before code that V8 has compiled once more could save any time. */
const briefPages = '--js-flags=--no-opt --no-maglev --no-sparkplug --no-enable-lazy-source-positions'

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findHeadlessChromium(),
    // A user sees scroll bars, and what they take room from.
    ignoreDefaultArgs: ['--hide-scrollbars'],
    args: [...quietSwitches, briefPages],
    timeout: limits.waitMs,
  })
}

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://page').pathname)
    try {
      const body = readFileSync(join(folder, path))
      response.writeHead(200, {
        'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': pagePolicy,
      })
      response.end(body)
    } catch {
      // Nothing else is there.
      response.writeHead(404).end()
    }
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
/** Whole, or followed by a login: the controls of a connection are named "Revoke Mikomo, mikomo_7". */
export function named(name: string): RegExp {
  return new RegExp(`^${name.replaceAll(/[^\w ]/g, '\\$&')}(,|$)`)
}

/** The button in a row that opens its pane. */
export function rowName(page: Page | Locator, institution: string): Locator {
  return page.getByRole('button', { name: named(institution) })
}
