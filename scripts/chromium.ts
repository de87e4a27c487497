import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']

const wellKnown: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** The system's Chromium or a relative of it: `MOORING_CHROMIUM`, else the first on PATH, else where it is usually installed. */
export function chromiumPath(): string | null {
  const chosen = process.env['MOORING_CHROMIUM']
  if (chosen !== undefined) return chosen
  const candidates = [...names.flatMap(onPath), ...(wellKnown[process.platform] ?? [])]
  return candidates.find(isExecutable) ?? null
}

/**
 * For pages that nobody looks at: Chromium without its own window, where the system has it (Debian's `chromium-headless-shell`). It draws
 * the same, and a page takes a third less of the processor. Else Chromium. @throws Error as `findChromium`
 */
export function findHeadlessChromium(): string {
  const shell = onPath('chromium-headless-shell').find(isExecutable)
  return process.env['MOORING_CHROMIUM'] ?? shell ?? findChromium()
}

/** @throws Error that says what to install */
export function findChromium(): string {
  const path = chromiumPath()
  if (path === null) throw new Error(chromiumMissing)
  return path
}

export const chromiumMissing =
  process.platform === 'linux'
    ? 'No Chromium was found. Install it with: sudo apt-get install -y chromium'
    : 'No Chromium was found. Install Google Chrome or Chromium, or name one in MOORING_CHROMIUM.'

function onPath(name: string): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not ours to run.
    return false
  }
}

/** Switches for a Chromium that nobody looks at: nothing of it goes to the network by itself, nor reads pages of its own. */
export const quietSwitches = [
  '--headless=new',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // The pages of its own that every new window would load for its address bar: half of what opening one costs.
  '--disable-features=Translate,OptimizationHints,MediaRouter,HttpsUpgrades,PreloadTopChromeWebUI,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup',
  // Chromium refuses to run as root inside its own sandbox.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]
