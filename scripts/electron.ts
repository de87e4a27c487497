import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromiumMissing, chromiumPath } from './chromium.ts'
import { packageFolder, root } from './run.ts'
import { hasScreen } from './screen.ts'

/** What the app runs on: Electron itself, or where its binary can't be had the stand-in of test/standin. */
export interface Host {
  kind: 'electron' | 'stand-in'
  path: string
  /** A sentence for the user: which one it is, and why. */
  why: string
}

const refusedDownload = join(root, 'node_modules/.cache/mooring/electron-download-refused')
const downloadLimitMs = 15 * 60_000
const askAgainAfterMs = 24 * 60 * 60_000

/**
 * Electron when its binary is there, or can be downloaded with `download`; the stand-in otherwise, and where there is no
 * screen, which Electron needs. `MOORING_HOST=electron` or `=stand-in` decides it.
 *
 * @throws Error that says what to install, when neither can run here
 */
export function findHost(options: { download: boolean }): Host {
  const wanted = process.env['MOORING_HOST']
  if (wanted === 'stand-in') return standIn('As MOORING_HOST says')
  if (wanted !== 'electron' && !hasScreen()) return standIn('There is no screen, which Electron needs, so')

  // With MOORING_HOST=electron it is tried again, whatever happened before.
  const mayTry = options.download && (wanted === 'electron' || lastRefusal() === null)
  const path = electronPath() ?? (mayTry && download() ? electronPath() : null)
  if (path !== null) return { kind: 'electron', path, why: 'Running on Electron.' }
  if (wanted === 'electron') throw new Error('Electron has no binary here. To see why: npx install-electron')
  return standIn(whyNotHere(mayTry))
}

/** The beginning of a sentence, after a download that may just have failed. */
function whyNotHere(wasTried: boolean): string {
  const refusal = lastRefusal()
  if (refusal !== null)
    return `Electron’s binary is not here: ${refusal} Its download is tried again a day later, or at once with MOORING_HOST=electron. So`
  return wasTried
    ? 'Electron’s binary is not here, and its download is tried again at the next start. Until then'
    : 'Electron’s binary is not here, so'
}

/**
 * @param reason the beginning of a sentence that says why it is not Electron
 * @throws Error that says what to install, where there is no Chromium, and on Windows, where the stand-in can't run
 */
export function standIn(reason: string): Host {
  if (process.platform === 'win32') {
    throw new Error(
      'Electron can’t be used here, and the stand-in does not run on Windows. To see why Electron can’t: npx install-electron',
    )
  }
  // On Linux system-packages.ts installs it, or names the line to type.
  if (process.platform !== 'linux' && chromiumPath() === null) {
    throw new Error(`Electron can’t be used here, and the stand-in needs a browser. ${chromiumMissing}`)
  }
  return {
    kind: 'stand-in',
    path: join(root, 'test/standin/electron'),
    why: `${reason} this runs on the stand-in: the same app in Node and the system’s Chromium.`,
  }
}

export function describeHost(host: Host): string {
  return host.why
}

function electronPath(): string | null {
  const folder = packageFolder('electron')
  const file = join(folder, 'path.txt')
  if (!existsSync(file)) return null
  const path = join(folder, 'dist', readFileSync(file, 'utf8'))
  return existsSync(path) ? path : null
}

/** Why a server refused the download less than a day ago; null when it may be tried. */
function lastRefusal(): string | null {
  const refused = statSync(refusedDownload, { throwIfNoEntry: false })
  if (refused === undefined || Date.now() - refused.mtimeMs > askAgainAfterMs) return null
  return readFileSync(refusedDownload, 'utf8')
}

function download(): boolean {
  const args = [packageFolder('electron'), refusedDownload, String(downloadLimitMs)]
  const script = join(root, 'scripts/download-electron.ts')
  return spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' }).status === 0
}
