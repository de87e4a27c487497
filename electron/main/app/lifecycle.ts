import { join } from 'node:path'
import { app, ipcMain, Menu, shell, type BrowserWindow } from 'electron'
import type { Handlers } from '../../../shared/contract.ts'
import type { AppStatus, OpenRequest } from '../../../shared/models/app.ts'
import { openLog } from '../core/log.ts'
import { makeReadingHandlers } from '../ipc/handlers.ts'
import { serveCalls, type Serving } from '../ipc/serve.ts'
import { openSandboxOnDemand } from '../sandbox/on-demand.ts'
import { separateData } from '../store/data-owner.ts'
import { openStore, type Store } from '../store/database.ts'
import type { listenForAddresses } from '../system/addresses.ts'
import { aboutPanel } from '../system/about-panel.ts'
import type { ReportCrashesTo } from '../system/crashes.ts'
import { createMemoryReturn } from '../system/give-back-memory.ts'
import { isHiddenStart } from '../system/login-start.ts'
import { registerApp } from '../system/register-app.ts'
import { stayOpen } from '../system/stay-open.ts'
import { keepWindowState, readWindowState } from '../system/window-state.ts'
import { composeDeps, type AppDeps, type Host } from './compose.ts'
import { readConfig, type Config } from './config.ts'
import { openConsentPrompts, promptOrigin } from './consent-prompt.ts'
import { openDeepLinks } from './deep-links.ts'
import { electronHost } from './host.ts'
import { createMainWindow } from './main-window.ts'
import { makeMenu } from './menu.ts'
import { lockFolder, openData } from './open-data.ts'
import { createOpenRequests } from './open-requests.ts'
import { runApp, type RunningApp } from './run-app.ts'
import { openConsentWindow, openWindow, serveWindowFiles, windowOrigin } from './window.ts'

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
  let running: RunningApp | null = null
  const isClosing = (): boolean => running?.isClosing() ?? false
  const prompts = openConsentPrompts({
    openWindow: openConsentWindow,
    now: Date.now,
    uptime: () => performance.now(),
    onFailed: (thrown) => log.error('prompt.not_loaded', thrown),
  })
  serveWindowFiles(join(mainFolder, '../renderer'), prompts.answerPage)
  const page = config.developmentPage ?? `${windowOrigin}/index.html`
  const openRequests = createOpenRequests((what) => mainWindow.send('openRequest.received', what))
  const memoryReturn = createMemoryReturn()
  const mainWindow = createMainWindow({
    app,
    page,
    make: () => {
      memoryReturn.windowMade()
      const made = makeWindow(config, mainFolder)
      stay(made)
      // Where the app ends with its window, no prompt keeps it open.
      made.once('closed', () => {
        if (!mainWindow.isHidden()) prompts.close()
      })
      running?.attach(made)
      return made
    },
    onShownAgain: () => running?.shownAgain(),
    onGone: () => {
      openRequests.pageGone()
      memoryReturn.windowGone()
    },
    onFailed: (thrown) => log.error('page.not_loaded', thrown),
  })
  const { show, endHidden } = mainWindow
  launch.reportCrashesTo(log, {
    isQuitting: () => running?.isQuitting() ?? false,
    endHidden,
    endsAlone: (contents) => contents.getURL().startsWith(`${promptOrigin}/`),
  })
  const stay = stayOpen(app, {
    show,
    hide: mainWindow.hide,
    // On macOS an app that shows why its data can't be opened goes on, too.
    decide: () =>
      running ? running.decideClosing() : process.platform === 'darwin' ? Promise.resolve('hide') : null,
    isClosing,
  })
  if (isHiddenStart(app, process)) mainWindow.startHidden()
  else mainWindow.make()
  const openInFront = (request: OpenRequest): void => {
    openRequests.add(request)
    show()
  }
  Menu.setApplicationMenu(makeMenu(process.platform, openInFront))
  app.setAboutPanelOptions(aboutPanel(process.platform, app.getVersion(), process.versions))
  if (!isSmoke) registerApp(app, shell, process)
  openDeepLinks(show, openRequests, launch.takeAddresses, log)
  app.on('window-all-closed', () => {
    if (!mainWindow.isHidden()) app.quit()
  })

  const status: AppStatus = {
    version: app.getVersion(),
    platform: platformOf(process.platform),
    problem: null,
    backup: null,
    readOnly: null,
  }
  const { keychainService: service } = config
  const file = join(config.dataFolder, 'mooring.db')
  const emit: Host['emit'] = (name, payload) => {
    mainWindow.send(name, payload)
    running?.hear(name, payload)
  }
  const host: Host = {
    ...electronHost(config, mainWindow, emit, log, openInFront, launch),
    askConsent: prompts.ask,
    bringPromptToFront: prompts.bringToFront,
  }
  const sandbox = openSandboxOnDemand(join(config.dataFolder, 'sandbox'))
  const deps = (store: Store): AppDeps => composeDeps(config, { log, store, sandbox, openRequests, ...host })
  const run = (store: Store): Handlers => {
    const given = { isSmoke, config, file, lock, mainWindow, mainFolder, openRequests, openInFront }
    running = runApp({ ...given, status, host, sandbox, deps: deps(store) })
    return running.handlers
  }
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
    isClosing,
  }
  serveCalls(ipcMain, serving)
  // What keeps the app from running is for the user to read.
  if (mainWindow.isHidden() && running === null) show()
  else if (mainWindow.isHidden() || (await mainWindow.load())) {
    log.info('start.done', { version: status.version })
  }
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

function makeWindow({ dataFolder }: Config, mainFolder: string): BrowserWindow {
  const stateFile = join(dataFolder, 'window.json')
  const window = openWindow(join(mainFolder, '../preload/preload.cjs'), readWindowState(stateFile))
  keepWindowState(window, stateFile)
  return window
}

function platformOf(platform: NodeJS.Platform): AppStatus['platform'] {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux'
}
