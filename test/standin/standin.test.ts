import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ipcMainInvokeHandler } from 'electron-playwright-helpers'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromCarrier, toCarrier } from './addresses.ts'

const executablePath = join(import.meta.dirname, 'electron')
const fixture = join(import.meta.dirname, 'fixture')
const folder = mkdtempSync(join(tmpdir(), 'mooring-fixture-'))
const args = [fixture, `--user-data-dir=${folder}`]
const env = { ...(process.env as Record<string, string>), MOORING_HEADLESS: '1' }

let electron: ElectronApplication
let window: Page

beforeAll(async () => {
  electron = await _electron.launch({ executablePath, args, env })
  window = await electron.firstWindow()
  await window.getByText('hello').waitFor()
})
afterAll(async () => {
  await electron.close()
  rmSync(folder, { recursive: true, force: true })
})

type Fixture = {
  call(channel: string, value?: unknown): Promise<unknown>
  news(): string[]
  missing(): string
}

test('a call of the page reaches its handler, with the frame that it came from under the app’s own scheme', async () => {
  const answer = await window.evaluate(() =>
    (Reflect.get(globalThis, 'fixture') as Fixture).call('echo', { a: [1, 'ü'] }),
  )
  expect(answer).toEqual({ value: { a: [1, 'ü'] }, url: 'fixture://bundle/page.html', isTop: true })
})

test('a handler that throws rejects in the page', async () => {
  const said = await window.evaluate(() =>
    (Reflect.get(globalThis, 'fixture') as Fixture).call('refuse').catch((thrown: Error) => thrown.message),
  )
  expect(said).toContain('refused')
})

test('what the main process sends reaches the page', async () => {
  await expect
    .poll(() => window.evaluate(() => (Reflect.get(globalThis, 'fixture') as Fixture).news()))
    .toEqual(['ready'])
})

test('the policy that the app’s scheme answers with acts for real', async () => {
  const hasRun = await window.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.__ran = true'
    document.body.append(script)
    return '__ran' in globalThis
  })
  expect(hasRun).toBe(false)
})

test('a member that is not supplied throws with its name, in the main process and in the preload', async () => {
  const said = await electron.evaluate(({ app }) => {
    try {
      return String(Reflect.get(app, 'dock'))
    } catch (thrown) {
      return (thrown as Error).message
    }
  })
  expect(said).toBe('electron stand-in: app.dock is not supplied')
  expect(await window.evaluate(() => (Reflect.get(globalThis, 'fixture') as Fixture).missing())).toBe(
    'electron stand-in: electron.webFrame is not supplied',
  )
})

test('a window has the size that it was given', async () => {
  expect(await window.evaluate(() => [innerWidth, innerHeight])).toEqual([640, 480])
})

test('a utility process hears and answers', async () => {
  const answer = await electron.evaluate(() =>
    (Reflect.get(globalThis, 'ask') as (question: string) => Promise<unknown>)('how deep?'),
  )
  expect(answer).toEqual({ heard: 'how deep?' })
})

test('electron-playwright-helpers finds the handlers', async () => {
  const answer = await ipcMainInvokeHandler(electron, 'refuse').catch((thrown: Error) => thrown.message)
  expect(answer).toContain('refused')
})

test('a second process on the same folder is refused the lock, and the first is told', async () => {
  const second = spawn(executablePath, args, { env, stdio: 'ignore' })
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(3)
  expect(await electron.evaluate(() => Reflect.get(globalThis, 'heard') as string[])).toContain(
    'second-instance',
  )
})

test('it does not pretend to be Electron', async () => {
  expect(await electron.evaluate(() => process.versions['electron'] ?? 'none')).toBe('none')
})

test('a window that is closed ends the app', async () => {
  const other = await _electron.launch({
    executablePath,
    args: [fixture, `--user-data-dir=${join(folder, 'other')}`],
    env,
  })
  const page = await other.firstWindow()
  const ended = new Promise((resolve) => other.process().once('exit', resolve))
  await page.close()
  expect(await ended).toBe(0)
})

test.each([
  ['app://bundle/index.html', 'http://bundle.app.localhost/index.html'],
  ['app://bundle', 'http://bundle.app.localhost/'],
  ['https://bank.example/x', 'https://bank.example/x'],
])('the address %s is carried as %s', (address, carried) => {
  expect(toCarrier(address, ['app'])).toBe(carried)
  expect(fromCarrier(carried)).toBe(address === 'app://bundle' ? 'app://bundle/' : address)
})
