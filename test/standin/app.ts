import { EventEmitter } from 'node:events'
import { accessSync, appendFileSync, constants, mkdirSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { App, CommandLine } from 'electron'
import { emitPreventable } from './emit.ts'
import { guard } from './guard.ts'
import { takeLock, type SecondInstance } from './single-instance.ts'

type SuppliedApp = Pick<
  App,
  | 'enableSandbox'
  | 'exit'
  | 'focus'
  | 'getAppPath'
  | 'getApplicationNameForProtocol'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'relaunch'
  | 'releaseSingleInstanceLock'
  | 'requestSingleInstanceLock'
  | 'setAboutPanelOptions'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'setName'
  | 'setPath'
  | 'whenReady'
> & { commandLine: Pick<CommandLine, 'appendSwitch' | 'getSwitchValue' | 'hasSwitch'> }

export interface AppHost {
  /** Closes every window. @returns false when one refused */
  closeWindows(): Promise<boolean>
  /** Ends Chromium and the process. */
  end(code: number): void
  /** Starts the app again with these arguments once this process has ended; another file than this program's where one is named. */
  relaunch(args: string[], execPath?: string): void
  /** Someone waits for `ready`: from then on it may come while the app's main file is still loading. */
  awaited(): void
}

export interface StartedApp {
  app: SuppliedApp & EventEmitter
  /** The main file of the app, from its package.json. */
  mainFile: string
  ready(): void
  /** Somebody opens the app while it runs. */
  openedAgain(second: SecondInstance): void
  /** The last window closed. */
  allClosed(): void
  /** Chromium is gone: quits, unless the app is already about to. */
  lost(): void
}

export function makeApp(folder: string, argv: string[], host: AppHost): StartedApp {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  let name = manifest.productName ?? manifest.name
  const events = new EventEmitter().setMaxListeners(0)
  const switches = readSwitches(argv)
  const paths = standardPaths(name, switches)
  const readiness = Promise.withResolvers<void>()
  let isReady = false
  let isQuitting = false
  let quitsAsked = 0
  let releaseLock = () => {}

  async function finish(): Promise<void> {
    isQuitting = await host.closeWindows()
    if (!isQuitting) return
    isQuitting = !emitPreventable(events, 'will-quit')
    if (!isQuitting) return
    events.emit('quit', {}, 0)
    host.end(0)
  }

  /** A second process tells the first, and ends. On macOS there is none: the system sends the first these two events. */
  function openedAgain({ argv: given, workingDirectory }: SecondInstance): void {
    if (!isMac()) return void events.emit('second-instance', {}, given, workingDirectory, undefined)
    const addresses = given.filter((argument) => /^[a-z][a-z0-9+.-]*:\/\//i.test(argument))
    for (const address of addresses) emitPreventable(events, 'open-url', {}, address)
    if (addresses.length === 0) events.emit('activate', {}, false)
  }

  const supplied: SuppliedApp = {
    // A test of what only an installed app does says so.
    isPackaged: process.env['MOORING_STANDIN_PACKAGED'] === '1',
    commandLine: guard('app.commandLine', {
      appendSwitch: (switchName, value = '') => void switches.set(switchName, value),
      getSwitchValue: (switchName) => switches.get(switchName) ?? '',
      hasSwitch: (switchName) => switches.has(switchName),
    }),
    enableSandbox: () => undefined,
    exit: (code = 0) => host.end(code),
    focus: () => undefined,
    getAppPath: () => folder,
    getApplicationNameForProtocol: () => 'Chromium',
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
      quitsAsked++
      if (emitPreventable(events, 'before-quit')) return
      isQuitting = true
      finish().catch((thrown: unknown) => {
        process.stderr.write(`electron stand-in: ${String(thrown)}\n`)
        host.end(1)
      })
    },
    relaunch: (options) => host.relaunch(options?.args ?? argv, options?.execPath),
    releaseSingleInstanceLock: () => releaseLock(),
    requestSingleInstanceLock: () => {
      // Electron's lock is a file in this folder, so where none can be written nobody gets it.
      if (!canWrite(paths.get('userData') ?? '')) return false
      const release = takeLock(resolve(paths.get('userData') ?? ''), openedAgain)
      if (release) releaseLock = release
      return release !== null
    },
    setAboutPanelOptions: () => undefined,
    setAppUserModelId: () => undefined,
    setAsDefaultProtocolClient: (scheme) => {
      // On Linux Electron runs xdg-settings, which writes to the user's own list (shell/browser/browser_linux.cc).
      if (process.platform !== 'linux') return true
      const folder = paths.get('appData') ?? ''
      mkdirSync(folder, { recursive: true })
      const line = `x-scheme-handler/${scheme}=${name.toLowerCase()}.desktop`
      appendFileSync(join(folder, 'mimeapps.list'), `[Default Applications]\n${line}\n`)
      return true
    },
    setName: (given) => {
      name = given
    },
    setPath: (which, path) => void paths.set(which, path),
    whenReady: () => {
      host.awaited()
      return readiness.promise
    },
  }
  events.on('newListener', (event) => {
    if (event === 'ready') host.awaited()
  })

  const app = Object.assign(events, supplied, process.platform === 'linux' ? {} : loginItems)
  // Electron's own rule, itself a listener: an app that does not listen quits (its lib/browser/init.ts).
  app.on('window-all-closed', () => {
    if (app.listenerCount('window-all-closed') === 1) app.quit()
  })
  return {
    app,
    mainFile: join(folder, manifest.main),
    openedAgain,
    ready: () => {
      if (isReady) return
      // As macOS does for the address that starts an app: once, before `ready`, whoever listens by then.
      const address = process.env['MOORING_STANDIN_OPEN_URL']
      if (address !== undefined) emitPreventable(events, 'open-url', {}, address)
      isReady = true
      readiness.resolve()
      events.emit('ready', {}, {})
    },
    allClosed: () => {
      if (!isQuitting) events.emit('window-all-closed')
    },
    lost: () => {
      if (quitsAsked === 0) app.quit()
    },
  }
}

/** What macOS and Windows have beyond that: nothing is started at login. */
const loginItems: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'> = {
  getLoginItemSettings: () => ({
    openAtLogin: false,
    wasOpenedAtLogin: false,
    status: 'not-registered',
    executableWillLaunchAtLogin: false,
    launchItems: [],
  }),
  setLoginItemSettings: () => undefined,
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Whether opening the app again happens as on macOS: there, or where a test says so. */
function isMac(): boolean {
  return process.platform === 'darwin' || process.env['MOORING_STANDIN_OPENS_AS'] === 'darwin'
}

interface Manifest {
  name: string
  productName?: string
  version: string
  main: string
}

function readSwitches(argv: string[]): Map<string, string> {
  const given = argv.flatMap((argument) => {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(argument)
    return match ? [[match[1] ?? '', match[2] ?? ''] as const] : []
  })
  return new Map(given)
}

function standardPaths(name: string, switches: Map<string, string>): Map<string, string> {
  const appData = {
    darwin: join(homedir(), 'Library/Application Support'),
    win32: process.env['APPDATA'] ?? join(homedir(), 'AppData/Roaming'),
  }[String(process.platform)]
  const home = appData ?? process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
  const userData = switches.get('user-data-dir') ?? join(home, name)
  return new Map(
    Object.entries({
      appData: home,
      userData,
      sessionData: userData,
      logs: join(userData, 'logs'),
      temp: tmpdir(),
      home: homedir(),
      documents: join(homedir(), 'Documents'),
    }),
  )
}
