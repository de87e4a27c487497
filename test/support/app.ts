import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { findHost } from '../../scripts/electron.ts'
import { root } from '../../scripts/run.ts'
import { limits } from './limits.ts'

export const host = findHost({ download: false })

export interface RunningApp extends LaunchedApp {
  window: Page
}

/** The app, with a window or without. */
export interface LaunchedApp {
  electron: ElectronApplication
  /** Every address that the system browser was sent to. */
  opened(): Promise<string[]>
  /** What the app wrote to stderr. */
  stderr(): string
  quit(): Promise<void>
}

export interface AppOptions {
  dataFolder: string
  /** Further arguments of the app. */
  args?: string[]
  env?: Record<string, string>
  /** Runs the host with its arguments. */
  wrapper?: string
}

export function newDataFolder(): string {
  return mkdtempSync(join(tmpdir(), 'mooring-app-'))
}

export function dropFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

/** Starts the app as `launchApp` does, and waits for its window. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const launched = await launchApp(options)
  const { electron, stderr } = launched
  const window = await orWhatItSaid(electron, stderr, electron.firstWindow({ timeout: limits.waitMs }))
  return { ...launched, window }
}

/**
 * Starts the built app on Electron or on the stand-in, with a data folder of its own. The system browser is replaced by a list of the
 * addresses it was sent to: a user in a real browser goes on from there.
 */
export async function launchApp(options: AppOptions): Promise<LaunchedApp> {
  const electron = await _electron.launch({
    executablePath: options.wrapper ?? host.path,
    timeout: limits.waitMs,
    args: [root, `--user-data-dir=${join(options.dataFolder, 'profile')}`, ...(options.args ?? [])],
    env: {
      ...(process.env as Record<string, string>),
      MOORING_HEADLESS: '1',
      MOORING_UNDO_MS: String(limits.undoMs),
      MOORING_DATA: join(options.dataFolder, 'data'),
      ...options.env,
    },
  })
  let stderr = ''
  electron.process().stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
  })
  await orWhatItSaid(electron, () => stderr, replaceBrowser(electron))
  electron.context().setDefaultTimeout(limits.waitMs)
  return {
    electron,
    opened: () => electron.evaluate(() => Reflect.get(globalThis, '__opened') as string[]),
    stderr: () => stderr,
    quit: () => electron.close(),
  }
}

async function replaceBrowser(electron: ElectronApplication): Promise<void> {
  await electron.evaluate(({ shell }) => {
    const opened: string[] = []
    Reflect.set(globalThis, '__opened', opened)
    shell.openExternal = async (url) => void opened.push(url)
  })
}

/** An app that refuses to start says why, and ends. One that has not ended may have said all it will. */
async function orWhatItSaid<T>(
  electron: ElectronApplication,
  stderr: () => string,
  work: Promise<T>,
): Promise<T> {
  const ended = new Promise((resolve) => electron.process().once('close', resolve))
  try {
    return await work
  } catch (thrown) {
    await Promise.race([ended, wait(1000)])
    throw new Error(`the app showed no window; it said: ${stderr()}`, { cause: thrown })
  }
}
