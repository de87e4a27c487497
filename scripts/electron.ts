import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromiumMissing, chromiumPath } from './chromium.ts'
import { root } from './run.ts'

/** What the app runs on: Electron itself, or where its binary can't be had the stand-in of test/standin. */
export interface Host {
  kind: 'electron' | 'stand-in'
  path: string
}

const electronFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
const failedDownload = join(root, 'node_modules/.cache/mooring/electron-download-failed')
const downloadLimitMs = 180_000
const askAgainAfterMs = 24 * 60 * 60_000

/**
 * Electron when its binary is there, or can be downloaded when `download` asks for that; the stand-in otherwise.
 * `MOORING_HOST=electron` or `=stand-in` decides it.
 *
 * @throws Error that says what to install, when neither can run here
 */
export function findHost(options: { download: boolean }): Host {
  const wanted = process.env['MOORING_HOST']
  if (wanted !== 'stand-in') {
    // Asked for by name, it is tried again whatever happened before.
    const mayTry = options.download && (wanted === 'electron' || mayDownload())
    const path = electronPath() ?? (mayTry && download() ? electronPath() : null)
    if (path !== null) return { kind: 'electron', path }
    if (wanted === 'electron')
      throw new Error('Electron has no binary here. To see why: npx install-electron')
  }
  // On Linux system-packages.ts installs it, or names the line to type.
  if (process.platform !== 'linux' && chromiumPath() === null) {
    throw new Error(`Electron's binary is not here. ${chromiumMissing}`)
  }
  return { kind: 'stand-in', path: join(root, 'test/standin/electron') }
}

export function describeHost(host: Host): string {
  if (host.kind === 'electron') return 'Running on Electron.'
  const why = process.env['MOORING_HOST'] === 'stand-in' ? 'As asked,' : "Electron's binary is not here, so"
  return `${why} this runs on the stand-in: the same app in Node and the system's Chromium.`
}

function electronPath(): string | null {
  const file = join(electronFolder, 'path.txt')
  if (!existsSync(file)) return null
  const path = join(electronFolder, 'dist', readFileSync(file, 'utf8'))
  return existsSync(path) ? path : null
}

/** A download that was refused is not tried again for a day: it can take a minute to fail. */
function mayDownload(): boolean {
  return !existsSync(failedDownload) || Date.now() - statSync(failedDownload).mtimeMs > askAgainAfterMs
}

function download(): boolean {
  console.log('Downloading Electron, once…')
  const result = spawnSync(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: downloadLimitMs,
  })
  if (result.status === 0) return true
  mkdirSync(dirname(failedDownload), { recursive: true })
  writeFileSync(failedDownload, '')
  return false
}
