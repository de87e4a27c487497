import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { app, ipcMain, Menu, powerMonitor, shell, type BrowserWindow } from 'electron'
import type { Handlers } from '../../../shared/contract.ts'
import type { AppStatus, OpenRequest } from '../../../shared/models/app.ts'
import { cancelAllLinks } from '../connections/link/link-sessions.ts'
import { resumeAfterSleep } from '../connections/refresh/scheduler.ts'
import { sendRevocationsBeforeQuit } from '../connections/revoke/revocation-queue.ts'
import { recoverAndStart } from '../connections/startup.ts'
import { saveBeforeQuit } from '../connections/tokens/unsaved-tokens.ts'
import { toFailure } from '../core/errors.ts'
import { openLog, type Log } from '../core/log.ts'
import { checkHealth } from '../health/health.ts'
import { makeHandlers, makeReadingHandlers } from '../ipc/handlers.ts'
import { sendEvent, serveCalls, type Serving } from '../ipc/serve.ts'
import { openSandboxOnDemand, type SandboxHost } from '../sandbox/on-demand.ts'
import { smoke } from '../start/smoke.ts'
import { untilPainted } from '../start/until-painted.ts'
import { separateData } from '../store/data-owner.ts'
import { closeStore, openStore, type Store } from '../store/database.ts'
import type { FolderLock } from '../store/folder-lock.ts'
import { readPreferences } from '../store/preferences.ts'
import type { listenForAddresses } from '../system/addresses.ts'
import { aboutPanel } from '../system/about-panel.ts'
import { askToQuit, quitQuestion } from '../system/quit-question.ts'
import type { ReportCrashesTo } from '../system/crashes.ts'
import { quitCleanly, relaunch } from '../system/quit.ts'
import { refuse } from '../system/refuse.ts'
import { registerApp } from '../system/register-app.ts'
import { stayOpen } from '../system/stay-open.ts'
import { keepWindowState, readWindowState } from '../system/window-state.ts'
import type { Updates } from '../updates/updates.ts'
import { composeDeps, composeUpdates, type AppDeps, type Host } from './compose.ts'
import { readConfig, type Config } from './config.ts'
import { openDeepLinks } from './deep-links.ts'
import { electronHost } from './host.ts'
import { makeMenu } from './menu.ts'
import { lockFolder, openData, replaceData } from './open-data.ts'
import { createOpenRequests, type OpenRequests } from './open-requests.ts'
import { bringToFront, loadPage, openWindow, serveWindowFiles, windowOrigin } from './window.ts'

/** How long quitting may take for revocations that have not been sent. */
const quitLimitMs = 5000

/** How long quitting may take for tokens that the keychain does not hold yet. */
const saveLimitMs = 3000

/** How this process was started. */
export interface Launch {
  isSmoke: boolean
  /** Whether the user data are in the usual folder. */
  usesOwnFolder: boolean
  env: NodeJS.ProcessEnv
  /** What the build was given. */
  build: object
  /** The folder of the bundled main process; the preload script and the page are in folders beside it. */
  mainFolder: string
  takeAddresses: ReturnType<typeof listenForAddresses>
  reportCrashesTo: ReportCrashesTo
}

/**
 * Opens the window and the data, and serves the window's calls. Call when Electron is ready.
 *
 * @throws AppError `data_in_use` while another process uses the data folder, before anything in it is read or written
 */
export async function start(launch: Launch): Promise<void> {
  const { isSmoke, mainFolder } = launch
  const config = configOf(launch)
  const lock = lockFolder(config.dataFolder)
  const log = openLog(join(config.dataFolder, 'logs', 'mooring.log'), config.logLevel)
  let isClosing = () => false
  launch.reportCrashesTo(log, () => isClosing())
  serveWindowFiles(join(mainFolder, '../renderer'))
  const window = openMainWindow(config, mainFolder)
  const { webContents } = window
  const openRequests = createOpenRequests((what) => sendEvent(webContents, 'openRequest.received', what))
  const show = (): void => bringToFront(window)
  const openInFront = (request: OpenRequest): void => {
    openRequests.add(request)
    show()
  }
  Menu.setApplicationMenu(makeMenu(process.platform, openInFront))
  app.setAboutPanelOptions(aboutPanel(process.platform, app.getVersion(), process.versions))
  stayOpen(app, window, { platform: process.platform, show })
  if (!isSmoke) registerApp(app, shell, process)
  openDeepLinks(window, openRequests, launch.takeAddresses, log)
  app.on('window-all-closed', () => app.quit())

  const status: AppStatus = {
    version: app.getVersion(),
    platform: platformOf(process.platform),
    problem: null,
    backup: null,
    readOnly: null,
  }
  const { keychainService: service } = config
  const file = join(config.dataFolder, 'mooring.db')
  const host = electronHost(config, window, log, launch)
  const sandbox = openSandboxOnDemand(join(config.dataFolder, 'sandbox'))
  const deps = (store: Store): AppDeps => composeDeps(config, { log, store, sandbox, openRequests, ...host })
  const run = (store: Store): Handlers => {
    const running = runApp({
      launch,
      config,
      file,
      lock,
      window,
      openRequests,
      status,
      host,
      sandbox,
      deps: deps(store),
    })
    isClosing = running.isClosing
    return running.handlers
  }
  const page = config.developmentPage ?? `${windowOrigin}/index.html`
  const serving: Serving = {
    // `new URL` knows no origin for a custom scheme.
    origin: page.slice(0, page.lastIndexOf('/')),
    handlers: isSmoke
      ? run(openStore(file, service))
      : openData({
          file,
          service,
          lock,
          status,
          log,
          run,
          read: (store) => makeReadingHandlers(deps(store)),
          replace: (handlers) => void (serving.handlers = handlers),
        }),
    log,
    isClosing: () => isClosing(),
  }
  serveCalls(ipcMain, serving)
  if (await loadPage(window, page)) log.info('start.done', { version: status.version })
}

function configOf({ isSmoke, usesOwnFolder, env, build }: Launch): Config {
  const config = readConfig(isSmoke ? {} : env, {
    isPackaged: app.isPackaged,
    userDataFolder: app.getPath('userData'),
    executable: process.execPath,
    build,
  })
  const { dataFolder, keychainService: service } = config
  if (usesOwnFolder && dataFolder === join(app.getPath('userData'), 'data')) {
    separateData({ appData: app.getPath('appData'), own: dataFolder, service })
  }
  return config
}

function openMainWindow({ dataFolder }: Config, mainFolder: string): BrowserWindow {
  const stateFile = join(dataFolder, 'window.json')
  const window = openWindow(join(mainFolder, '../preload/preload.cjs'), readWindowState(stateFile))
  keepWindowState(window, stateFile)
  return window
}

interface Running {
  launch: Launch
  config: Config
  /** The database's file. */
  file: string
  lock: FolderLock
  window: BrowserWindow
  openRequests: OpenRequests
  status: AppStatus
  host: Host
  sandbox: SandboxHost
  deps: AppDeps
}

/** Runs the app on opened data: recovery, timers, updates and closing. @returns the handlers of the window's calls, and whether closing has begun */
function runApp({
  launch,
  config,
  file,
  lock,
  window,
  openRequests,
  status,
  host,
  sandbox,
  deps,
}: Running): Pick<Serving, 'handlers' | 'isClosing'> {
  const { store, log } = deps
  host.setTheme(readPreferences(store).theme)
  void deps.tokens.queueRecovery(async () => {
    await untilPainted(openRequests.pageReady)
    await recoverAndStart(deps)
  })
  window.on('focus', deps.lastUse.record)
  window.on('blur', deps.lastUse.record)
  powerMonitor.on('resume', () => resumeAfterSleep(deps))
  const { appImage } = config.updates
  const quitThen = quitCleanly({
    app,
    log,
    refuse,
    appImage,
    mayQuit: quitQuestion({
      app,
      window,
      platform: process.platform,
      countUnsaved: () => deps.tokens.unsavedGrants().length,
      save: () => saveBeforeQuit(deps, saveLimitMs),
      ask: (count) => askToQuit(window, count),
    }),
    close: async () => {
      updates.close()
      await closeAll(deps, sandbox)
    },
  })
  const updates = composeUpdates(config, {
    ...host,
    log,
    platform: process.platform,
    version: app.getVersion(),
    quit: () => app.quit(),
    quitThen: (install) =>
      quitThen('update', () => {
        // The newer version may start before this one has ended.
        lock.release()
        return install()
      }),
  })
  chooseUpdates(updates, store, log)
  if (launch.isSmoke) void endAfterSmoke(deps, openRequests)
  const replaceAndRestart = (from: 'backup' | 'nothing') =>
    quitThen('replace', async () => {
      replaceData({ file, service: config.keychainService, log }, from)
      relaunch({ app, appImage })
      app.quit()
    })
  return {
    handlers: makeHandlers(deps, updates, status, replaceAndRestart),
    isClosing: () => deps.timers.isClosed(),
  }
}

/** An unusable feed, such as one that was built in by mistake, does not stop the start: the settings show the problem. */
function chooseUpdates(updates: Updates, store: Store, log: Log): void {
  try {
    updates.choose(readPreferences(store))
  } catch (thrown) {
    log.warn('update.failed', { problem: toFailure(thrown).code })
  }
}

async function endAfterSmoke(deps: AppDeps, openRequests: OpenRequests): Promise<void> {
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

/** Ends all work in order: no new timers, exports and links cancelled, revocations sent, tokens stored, secrets deleted, then everything closed. */
async function closeAll(deps: AppDeps, sandbox: SandboxHost): Promise<void> {
  deps.timers.close()
  await deps.exports.close()
  await cancelAllLinks(deps)
  await sendRevocationsBeforeQuit(deps, quitLimitMs)
  await saveBeforeQuit(deps, saveLimitMs)
  deps.keychain.close()
  await deps.tokens.deletionsDone()
  await deps.http.close()
  await sandbox.close()
  closeStore(deps.store)
}

function platformOf(platform: NodeJS.Platform): AppStatus['platform'] {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux'
}
