import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findChromium } from '../../scripts/chromium.ts'
import { connect, type Connection } from './cdp.ts'

export interface Chromium {
  connection: Connection
  isHeadless: boolean
  close(): void
}

/** Nothing of it goes to the network by itself. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-features=Translate,OptimizationHints,MediaRouter,HttpsUpgrades',
  '--remote-allow-origins=*',
]

/** Starts the system's Chromium with a profile of its own; without a display it draws nothing on a screen. */
export async function startChromium(size: { width: number; height: number }): Promise<Chromium> {
  const isHeadless = !hasDisplay()
  const profile = mkdtempSync(join(tmpdir(), 'mooring-standin-'))
  const child = spawn(
    findChromium(),
    [
      ...quiet,
      `--user-data-dir=${profile}`,
      '--remote-debugging-port=0',
      `--window-size=${size.width},${size.height}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(isHeadless ? ['--headless=new', '--no-startup-window'] : ['--app=data:text/html,']),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const close = () => {
    child.kill('SIGKILL')
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
  process.once('exit', close)
  return { connection: await connect(await endpointOf(child)), isHeadless, close }
}

function hasDisplay(): boolean {
  if (process.env['MOORING_HEADLESS'] === '1') return false
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

/** Chromium names its endpoint on stderr; the line is passed on, because Playwright waits for it there. */
function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stderr) return reject(new Error('Chromium has no stderr'))
    const said: string[] = []
    const lines = createInterface({ input: child.stderr })
    lines.on('line', (line) => {
      said.push(line)
      const url = /^DevTools listening on (ws:\/\/.*)$/.exec(line)?.[1]
      if (url === undefined) return
      process.stderr.write(`${line}\n`)
      resolve(url)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`Chromium did not start: ${said.slice(-3).join(' ')}`)))
  })
}
