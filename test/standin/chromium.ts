import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { findChromium, findHeadlessChromium } from '../../scripts/chromium.ts'
import { hasScreen } from '../../scripts/screen.ts'
import { connect, type Connection } from './cdp.ts'
import { makeProfileFolder } from './profiles.ts'

export interface Chromium {
  connection: Connection
  isHeadless: boolean
}

export interface StartingChromium {
  started: Promise<Chromium>
  /** Also while it is still starting. Removes its profile. */
  close(): void
}

/**
 * Nothing of it goes to the network by itself, and nothing that Electron has not is read or kept beside the app's own pages: no spare
 * process for a next page (shell/browser/feature_list.cc).
 */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-features=Translate,OptimizationHints,MediaRouter,HttpsUpgrades,PreloadTopChromeWebUI,SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup',
]

/** Starts the system's Chromium with a profile of its own; without a display it draws nothing on a screen. */
export function startChromium(size: { width: number; height: number }): StartingChromium {
  const isHeadless = process.env['MOORING_HEADLESS'] === '1' || !hasScreen()
  const profile = makeProfileFolder()
  const child = spawn(
    isHeadless ? findHeadlessChromium() : findChromium(),
    [
      ...quiet,
      `--user-data-dir=${profile}`,
      // The port is for us and for Playwright. The pipe carries nothing: Chromium ends when it closes, so it can't outlive us.
      '--remote-debugging-port=0',
      '--remote-debugging-pipe',
      `--window-size=${size.width},${size.height}`,
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...(isHeadless ? ['--headless=new', '--no-startup-window'] : ['--app=data:text/html,']),
    ],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
  )
  const close = () => {
    child.kill('SIGKILL')
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
  process.once('exit', close)
  const started = endpointOf(child).then(async (url) => ({ connection: await connect(url), isHeadless }))
  return { started, close }
}

/** Chromium names its endpoint on stderr; the line is passed on, because Playwright waits for it there. */
function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stderr) return reject(new Error('Chromium has no stderr'))
    const said: string[] = []
    const lines = createInterface({ input: child.stderr })
    lines.on('line', (line) => {
      if (said.push(line) > 3) said.shift()
      const url = /^DevTools listening on (ws:\/\/.*)$/.exec(line)?.[1]
      if (url === undefined) return
      process.stderr.write(`${line}\n`)
      resolve(url)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`Chromium did not start: ${said.join(' ')}`)))
  })
}
