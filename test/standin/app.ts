import { EventEmitter } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'electron'

export type SuppliedApp = Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'focus'
  | 'getAppPath'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setPath'
  | 'whenReady'
> &
  EventEmitter

export interface AppHost {
  /** Closes every window; true when none is left open. */
  closeWindows(): void
  /** Ends Chromium and the process. */
  end(code: number): void
}

export interface StartedApp {
  app: SuppliedApp
  ready(): void
}

export function makeApp(folder: string, argv: string[], host: AppHost): StartedApp {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    productName?: string
    version: string
  }
  const name = manifest.productName ?? manifest.name
  const events = new EventEmitter().setMaxListeners(0)
  const paths = new Map<string, string>(Object.entries(standardPaths(name, argv)))
  let isReady = false
  let isQuitting = false
  let becomeReady: () => void = () => undefined
  const readiness = new Promise<void>((resolve) => {
    becomeReady = resolve
  })

  const supplied = {
    isPackaged: false,
    enableSandbox: () => undefined,
    exit: (code = 0) => host.end(code),
    focus: () => undefined,
    getAppPath: () => folder,
    getName: () => name,
    getPath: (which) => {
      const path = paths.get(which)
      if (path === undefined) throw new Error(`electron stand-in: app.getPath('${which}') is not supplied`)
      return path
    },
    getVersion: () => manifest.version,
    isReady: () => isReady,
    quit: () => {
      if (isQuitting) return
      let isPrevented = false
      events.emit('before-quit', { preventDefault: () => void (isPrevented = true) })
      if (isPrevented) return
      isQuitting = true
      host.closeWindows()
      events.emit('will-quit', { preventDefault: () => undefined })
      events.emit('quit', {}, 0)
      host.end(0)
    },
    requestSingleInstanceLock: () => {
      const userData = paths.get('userData') ?? ''
      return takeLock(join(userData, 'standin.lock'), userData, () =>
        events.emit('second-instance', {}, [], ''),
      )
    },
    setAppUserModelId: () => undefined,
    setPath: (which, path) => void paths.set(which, path),
    whenReady: () => readiness,
  } satisfies Omit<SuppliedApp, keyof EventEmitter>

  return {
    app: Object.assign(events, supplied) as SuppliedApp,
    ready: () => {
      isReady = true
      becomeReady()
      events.emit('ready', {}, {})
    },
  }
}

function standardPaths(name: string, argv: string[]): Record<string, string> {
  const appData = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
  const chosen = argv.find((argument) => argument.startsWith('--user-data-dir='))?.split('=')[1]
  const userData = chosen ?? join(appData, name)
  return { appData, userData, logs: join(userData, 'logs'), temp: tmpdir(), home: homedir() }
}

/** A file with the owner's process id. One whose owner is gone is taken over; a living owner is told. */
function takeLock(file: string, folder: string, onSecond: () => void): boolean {
  mkdirSync(folder, { recursive: true })
  const owner = ownerOf(file)
  if (owner !== null) {
    process.kill(owner, 'SIGUSR2')
    return false
  }
  writeFileSync(file, String(process.pid))
  process.on('SIGUSR2', onSecond)
  process.once('exit', () => rmSync(file, { force: true }))
  return true
}

function ownerOf(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    process.kill(pid, 0)
    return pid === process.pid ? null : pid
  } catch {
    // No file, or nobody alive behind it.
    return null
  }
}
