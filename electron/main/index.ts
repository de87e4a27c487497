import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { arch, networkInterfaces, platform, release, tmpdir } from 'node:os'
import { app, clipboard, ipcMain, Menu, net, powerMonitor, session, type BrowserWindow } from 'electron'
import type { Handlers } from '../../shared/contract.ts'
import { errorTraits } from '../../shared/error-traits.ts'
import type { AppStatus } from '../../shared/models/app.ts'
import { parseOpenRequest, createOpenRequests, type OpenRequests } from './app/open-requests.ts'
import { readConfig, type Config } from './app/config.ts'
import type { Deps } from './runtime/deps.ts'
import { checkHealth } from './health/health.ts'
import { recordUse } from './settings/last-use.ts'
import { cancelAllLinks } from './connections/link/link-sessions.ts'
import { stopAlarms } from './runtime/timers.ts'
import { sendRevocationsBeforeQuit } from './connections/revoke/revocation-queue.ts'
import { resumeAfterSleep } from './connections/refresh/scheduler.ts'
import { recoverAndStart } from './connections/startup.ts'
import { AppError, toFailure } from './core/errors.ts'
import { makeHandlers, makeStoppedHandlers } from './ipc/handlers.ts'
import { sendEvent, serveCalls } from './ipc/serve.ts'
import { openLog, type Log } from './core/log.ts'
import { makeMenu } from './app/menu.ts'
import { openSandboxOnDemand, type SandboxHost } from './sandbox/on-demand.ts'
import { leaveAppImage } from './start/app-image.ts'
import { canWrite } from './start/can-write.ts'
import { findNativeDamage } from './start/native-files.ts'
import { findDamage } from './start/program-files.ts'
import { refusalOf, refusalOfFailure, refusalText, type Refusal } from './start/refusal.ts'
import { smoke } from './start/smoke.ts'
import { untilPainted } from './start/until-drawn.ts'
import { lastGoodBackup } from './store/backups.ts'
import { developmentFolder, separateData } from './store/data-owner.ts'
import { closeStore, openInstead, openStore, type Store } from './store/database.ts'
import { readPreferences } from './store/preferences.ts'
import { listenForAddresses } from './system/addresses.ts'
import { openInBrowser } from './system/browser.ts'
import { clearClipboard } from './system/clear-clipboard.ts'
import { openKeychain, openMemoryKeychain } from './system/keychain.ts'
import { reloadWhenGone, watchFaults } from './system/faults.ts'
import { watchNetwork } from './system/network.ts'
import { showNotification } from './system/notifications.ts'
import { quitCleanly } from './system/quit.ts'
import { refuse } from './system/refuse.ts'
import { pickProgram } from './system/pick-program.ts'
import { saveFile, showSaved } from './system/save-file.ts'
import { keepWindowState, readWindowState } from './system/window-state.ts'
import { openSystemAuthorities } from './system/system-authorities.ts'
import { startTrustWorker, startUtilityWorker } from './system/utility-worker.ts'
import type { Updates } from './updates/updates.ts'
import { wire, wireUpdates, type System } from './app/compose.ts'
import {
  bringToFront,
  denyNavigation,
  openWindow,
  registerWindowScheme,
  serveWindowFiles,
  windowOrigin,
} from './app/window.ts'

declare global {
  interface ImportMeta {
    /** What the build was given: put in by Vite. */
    readonly env: object
  }
}

const quitLimitMs = 5000

app.enableSandbox()
registerWindowScheme()
denyNavigation(app)
const takeAddresses = listenForAddresses(app)
if (process.platform === 'linux') leaveAppImage(process.env, process.execPath)

const notStarted = 'Mooring could not start'
const isSmoke = process.argv.includes('--smoke')
const refusal = app.isPackaged ? refusalOfThisStart() : null
const usesOwnFolder = !isSmoke && !app.commandLine.hasSwitch('user-data-dir')
if (usesOwnFolder && !app.isPackaged) app.setPath('userData', join(app.getPath('appData'), developmentFolder))
if (isSmoke && !refusal) app.setPath('userData', mkdtempSync(join(tmpdir(), 'mooring-smoke-')))

if (refusal) {
  void refuse(notStarted, refusalText[refusal], isSmoke)
} else if (app.requestSingleInstanceLock()) {
  app.whenReady().then(start).catch(stopAtOnce)
} else if (!canWrite(app.getPath('userData'))) {
  // Without its folder there is no lock to hold, either.
  void refuse(notStarted, refusalText.unwritable, isSmoke)
} else {
  process.stderr.write('Mooring is already running; its window was brought to the front.\n')
  app.quit()
}

function refusalOfThisStart(): Refusal | null {
  const { argv, env, platform } = process
  const hasSwitch = (name: string) => app.commandLine.hasSwitch(name)
  const refusal = refusalOf({ argv, env, platform, release: release(), hasSwitch })
  if (refusal) return refusal
  const parts = ['main', 'preload', 'renderer'].map((part) => join(import.meta.dirname, '..', part))
  const modules = join(import.meta.dirname, '../../node_modules')
  const damage = findDamage(parts) ?? findNativeDamage(import.meta.dirname, modules, process)
  return damage === null ? null : 'damaged'
}

async function start(): Promise<void> {
  const { isPackaged } = app
  const config = readConfig(isSmoke ? {} : process.env, {
    isPackaged,
    userDataFolder: app.getPath('userData'),
    executable: process.execPath,
    build: import.meta.env,
  })
  const { keychainService: service } = config
  if (usesOwnFolder && config.dataFolder === join(app.getPath('userData'), 'data')) {
    separateData({ appData: app.getPath('appData'), own: config.dataFolder, service })
  }
  const log = openLog(join(config.dataFolder, 'logs', 'mooring.log'), config.logLevel)
  watchFaults(log)
  serveWindowFiles(join(import.meta.dirname, '../renderer'))
  const stateFile = join(config.dataFolder, 'window.json')
  const window = openWindow(join(import.meta.dirname, '../preload/preload.cjs'), readWindowState(stateFile))
  keepWindowState(window, stateFile)
  const { webContents } = window
  const openRequests = createOpenRequests((what) => sendEvent(webContents, 'person.asked', what))
  Menu.setApplicationMenu(makeMenu(process.platform, openRequests.ask))
  openAddresses(window, openRequests, log)
  app.on('window-all-closed', () => app.quit())

  const file = join(config.dataFolder, 'mooring.db')
  const status: AppStatus = {
    version: app.getVersion(),
    platform: platformOf(process.platform),
    problem: null,
    backup: null,
  }
  let isClosing = () => false
  const run = (store: Store): Handlers => {
    const sandbox = openSandboxOnDemand(join(config.dataFolder, 'sandbox'))
    const system = systemOf(config, window, log)
    const deps = wire(config, { log, store, sandbox, openRequests, ...system })
    isClosing = () => deps.live.isClosing
    deps.live.recovered = untilPainted(openRequests.pageReady).then(() => recoverAndStart(deps))
    window.on('focus', () => recordUse(deps))
    window.on('blur', () => recordUse(deps))
    powerMonitor.on('resume', () => resumeAfterSleep(deps))
    const quitThen = quitCleanly({
      app,
      log,
      refuse,
      close: async () => {
        updates.close()
        await closeAll(deps, sandbox)
      },
    })
    const updates = wireUpdates(config, {
      ...system,
      log,
      platform: process.platform,
      version: app.getVersion(),
      quit: () => app.quit(),
      quitThen,
    })
    chooseUpdates(updates, store, log)
    if (isSmoke) void endAfterSmoke(deps, openRequests)
    const replaceAndRestart = (from: 'backup' | 'nothing') =>
      quitThen(async () => {
        try {
          closeStore(openInstead(file, from, service))
        } catch (thrown) {
          // The next start says what is wrong, and offers the same.
          log.warn('data.not_replaced', { problem: toFailure(thrown).code })
        }
        app.relaunch()
        app.quit()
      })
    return makeHandlers(deps, updates, status, replaceAndRestart)
  }
  const stop = (error: AppError): Handlers =>
    makeStoppedHandlers(error, {
      status: { ...status, problem: toFailure(error), backup: backupFor(error, file) },
      open: (from) => {
        // Data of a newer Mooring, or on a full disk, are good.
        if (from !== 'file' && !isReplaceable(error)) throw error
        const opened = tryOpening(
          () => (from === 'file' ? openStore(file, service) : openInstead(file, from, service)),
          log,
        )
        if (opened instanceof AppError) {
          // The reason may be another one by now, with other choices.
          if (from === 'file') serving.handlers = stop(opened)
          throw opened
        }
        serving.handlers = run(opened)
        log.info('data.opened', { from })
        return status
      },
    })

  const page = config.developmentPage ?? `${windowOrigin}/index.html`
  const opened = isSmoke ? openStore(file, service) : tryOpening(() => openStore(file, service), log)
  const serving = {
    // Of a scheme of our own `new URL` knows no origin.
    origin: page.slice(0, page.lastIndexOf('/')),
    handlers: opened instanceof AppError ? stop(opened) : run(opened),
    log,
    isClosing: () => isClosing(),
  }
  serveCalls(ipcMain, serving)
  const load = () => window.loadURL(page)
  reloadWhenGone(window, log, load)
  await load()
  log.info('start.done', { version: status.version })
}

/** `mooring://` addresses: macOS sends an event, elsewhere they are an argument of this start or of a second one. */
function openAddresses(window: BrowserWindow, openRequests: OpenRequests, log: Log): void {
  // On Linux the desktop entry of the package says it: this would write to the user's own list, which no removal cleans.
  const registers = app.isPackaged && !isSmoke && process.platform !== 'linux'
  if (registers) app.setAsDefaultProtocolClient('mooring')
  const hear = (words: readonly string[]) => {
    const asked = parseOpenRequest(words)
    if (!asked) return
    log.info('address.heard', { kind: asked.kind })
    openRequests.ask(asked)
  }
  const early = takeAddresses((words) => {
    hear(words)
    bringToFront(window)
  })
  for (const words of [process.argv, ...early]) hear(words)
}

function backupFor(error: AppError, file: string): AppStatus['backup'] {
  return isReplaceable(error) ? lastGoodBackup(file) : null
}

function isReplaceable({ code }: AppError): boolean {
  return errorTraits[code].isDatabaseReplaceable === true
}

/** The window opens all the same and says why there is nothing to show. */
function tryOpening(open: () => Store, log: Log): Store | AppError {
  try {
    return open()
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    log.warn('start.stopped', { problem: thrown.code })
    return thrown
  }
}

/** What only Electron gives. */
function systemOf(config: Config, window: BrowserWindow, log: Log): System {
  // Taken now: a window that is closed gives its contents no more, and a flow may still have something to tell.
  const { webContents } = window
  const worker = join(import.meta.dirname, 'keychain-worker.js')
  return {
    keychain: isSmoke
      ? openMemoryKeychain()
      : openKeychain({ service: config.keychainService, startWorker: () => startUtilityWorker(worker) }),
    userAgent: `Mooring/${app.getVersion()}`,
    resolveSystemProxy: (url) => session.defaultSession.resolveProxy(url),
    systemCa: openSystemAuthorities({
      startWorker: () => startTrustWorker(join(import.meta.dirname, 'trust-worker.js')),
      onUnread: () => log.warn('system.authorities.unread'),
    }),
    about: {
      versions: versionsOf(process.versions),
      browserName: () => app.getApplicationNameForProtocol('https://'),
      isOnline: () => net.isOnline(),
    },
    browser: { open: openInBrowser, pick: () => pickProgram(window) },
    clipboard: { write: (text) => clipboard.writeText(text), clear: clearClipboard },
    window: { focus: () => bringToFront(window) },
    emit: (name, payload) => sendEvent(webContents, name, payload),
    network: watchNetwork({
      now: () => performance.now(),
      isOnline: () => net.isOnline(),
      addresses: () => JSON.stringify(networkInterfaces()),
    }),
    saveFile: (file) => saveFile(window, file),
    showSaved,
    notify: (notice) => showNotification(notice, () => bringToFront(window)),
  }
}

function versionsOf(versions: NodeJS.ProcessVersions): Record<string, string> {
  const names = ['electron', 'chrome', 'node', 'v8', 'openssl'] as const
  return {
    mooring: app.getVersion(),
    system: `${platform()} ${release()} ${arch()}`,
    ...Object.fromEntries(names.flatMap((name) => (versions[name] ? [[name, versions[name]]] : []))),
  }
}

/** A feed that can't be used, such as one that was built in by mistake, is no reason not to start: the settings say how it stands. */
function chooseUpdates(updates: Updates, store: Store, log: Log): void {
  try {
    updates.choose(readPreferences(store))
  } catch (thrown) {
    log.warn('update.failed', { problem: toFailure(thrown).code })
  }
}

async function endAfterSmoke(deps: Deps, openRequests: OpenRequests): Promise<void> {
  const health = checkHealth(deps)
  const { line, isGood } = await smoke({
    page: openRequests.pageReady.then(() => true),
    menu: Promise.resolve(Menu.getApplicationMenu() !== null),
    database: health.then(({ database }) => database.isSound),
    loopback: health.then(({ loopback }) => loopback.ipv4),
  })
  process.stdout.write(line)
  if (!isGood) return app.exit(1)
  app.once('quit', () => rmSync(app.getPath('userData'), { recursive: true, force: true }))
  app.quit()
}

async function closeAll(deps: Deps, sandbox: SandboxHost): Promise<void> {
  deps.live.isClosing = true
  stopAlarms(deps)
  await cancelAllLinks(deps)
  await sendRevocationsBeforeQuit(deps, quitLimitMs)
  deps.keychain.close()
  await Promise.all(deps.live.deletions)
  await deps.http.close()
  await sandbox.close()
  closeStore(deps.store)
}

function stopAtOnce(thrown: unknown): Promise<void> {
  const refusal = refusalOfFailure(thrown)
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return refuse(notStarted, refusal ? refusalText[refusal] : text, isSmoke)
}

function platformOf(platform: NodeJS.Platform): AppStatus['platform'] {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux'
}
