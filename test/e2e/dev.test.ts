import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { host } from '../support/app.ts'
import { copyRepository } from '../support/copy-repository.ts'
import { limits } from '../support/limits.ts'

let folder: string
let copy: string
let dev: ChildProcess
let output = ''
let browser: Browser
let window: Page

/** Waits for a new start of the app, and opens a connection to its window. */
async function nextWindow(start: number): Promise<Page> {
  await browser?.close()
  const address = await vi.waitFor(() => {
    const found = [...output.matchAll(/DevTools listening on (ws:\S+)/g)][start]?.[1]
    if (found === undefined) throw new Error(`no window; npm run dev wrote: ${output}`)
    return found
  }, limits.hookMs)
  browser = await chromium.connectOverCDP(address)
  const page = await vi.waitFor(() => {
    const pages = browser.contexts().flatMap((context) => context.pages())
    const found = pages.find((one) => one.url().startsWith('http://127.0.0.1'))
    if (!found) throw new Error('no window with the page of the development server')
    return found
  }, limits.hookMs)
  await page.locator('nav').waitFor()
  return page
}

function edit(file: string, from: string, to: string): void {
  const path = join(copy, file)
  const before = readFileSync(path, 'utf8')
  if (!before.includes(from)) throw new Error(`${file} has no ${from}`)
  writeFileSync(path, before.replace(from, to))
}

describe(`npm run dev on ${host.kind}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mooring-dev-'))
    copy = join(folder, 'copy')
    copyRepository(copy)
    const args = ['scripts/dev.ts', `--user-data-dir=${join(folder, 'profile')}`, '--remote-debugging-port=0']
    dev = spawn(process.execPath, args, {
      cwd: copy,
      env: { ...process.env, MOORING_HEADLESS: '1', MOORING_DATA: join(folder, 'data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [dev.stdout, dev.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    window = await nextWindow(0)
  })
  afterAll(async () => {
    await browser?.close()
    if (dev.exitCode === null && dev.signalCode === null) {
      const ended = once(dev, 'exit')
      dev.kill()
      await ended
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  })

  test('a change of a component is shown in the open window', { tags: 'thorough' }, async () => {
    edit(
      'renderer/app/navigation.tsx',
      'export function Navigation({',
      "const edited = 'edited component'\n\nexport function Navigation({",
    )
    edit('renderer/app/navigation.tsx', '<nav', '<nav data-edited={edited}')
    await window.locator('nav[data-edited="edited component"]').waitFor()
  })

  test(
    'a change that can’t be put into the open page makes it load again',
    { tags: 'thorough' },
    async () => {
      await window.evaluate(() => Reflect.set(globalThis, 'isBefore', true))
      edit('renderer/app/main.tsx', 'createRoot(root)', "root.dataset['edited'] = 'entry'\ncreateRoot(root)")
      await window.locator('#root[data-edited="entry"] nav').waitFor()
      expect(await window.evaluate(() => 'isBefore' in globalThis)).toBe(false)
    },
  )

  test('a change of main starts the app again', { tags: 'thorough' }, async () => {
    edit('electron/main/app/window.ts', "title: 'Mooring'", "title: 'Edited main'")
    window = await nextWindow(1)
    expect(output).toContain('the app starts again')
    expect(output).not.toContain('already running')
  })
})
