import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { app, Menu, powerMonitor, type BrowserWindow } from 'electron'
import type { EventName, EventPayload } from '../../../shared/contract.ts'
import type { AppStatus, OpenRequest } from '../../../shared/models/app.ts'
import { cancelAllLinks } from '../connections/link/link-sessions.ts'
import { resumeAfterSleep } from '../connections/refresh/scheduler.ts'
import { sendRevocationsBeforeQuit } from '../connections/revoke/revocation-queue.ts'
import { recoverAndStart, startWithoutUser, userIsThere } from '../connections/startup.ts'
import { saveBeforeQuit } from '../connections/tokens/unsaved-tokens.ts'
import { toFailure } from '../core/errors.ts'
import { setDatasetTimer, startDatasets } from '../datasets/schedule/dataset-timer.ts'
import type { Log } from '../core/log.ts'
import { checkHealth } from '../health/health.ts'
import { makeHandlers } from '../ipc/handlers.ts'
import type { Serving } from '../ipc/serve.ts'
import type { SandboxHost } from '../sandbox/on-demand.ts'
import { smoke } from '../start/smoke.ts'
import { untilPainted } from '../start/until-painted.ts'
import { closeStore, type Store } from '../store/database.ts'
import type { FolderLock } from '../store/folder-lock.ts'
import { readPreferences } from '../store/preferences.ts'
import { hasTray } from '../system/has-tray.ts'
import { loginStart } from '../system/login-start.ts'
import { onAway } from '../system/on-away.ts'
import { askToQuit, quitQuestion } from '../system/quit-question.ts'
import { commandFile, openCommandLink } from '../system/script-command.ts'
import { quitCleanly, relaunch } from '../system/quit.ts'
import { refuse } from '../system/refuse.ts'
import type { Closing } from '../system/stay-open.ts'
import type { Updates } from '../updates/updates.ts'
import { openBackground } from './background.ts'
import { composeUpdates, type AppDeps, type Host } from './compose.ts'
import type { Config } from './config.ts'
import type { MainWindow } from './main-window.ts'
import { replaceData } from './open-data.ts'
import type { OpenRequests } from './open-requests.ts'
import { openScriptAccess } from './script-access.ts'
import { followTimeZone } from './time-zone.ts'

/** How long quitting may take for revocations that have not been sent. */
const quitLimitMs = 5000

/** How long quitting may take for tokens that the keychain does not hold yet. */
const saveLimitMs = 3000

interface Running {
  isSmoke: boolean
  config: Config
  /** The database's file. */
  file: string
  lock: FolderLock
  mainWindow: MainWindow
  /** The folder of the bundled main process. */
  mainFolder: string
  openRequests: OpenRequests
  openInFront: (request: OpenRequest) => void
  status: AppStatus
  host: Host
  sandbox: SandboxHost
  deps: AppDeps
}

export interface RunningApp extends Pick<Serving, 'handlers' | 'isClosing'> {
  /** Whether quitting was asked for and not refused: closing has begun, or what comes before it. */
  isQuitting: () => boolean
  /** @see BackgroundLife.decideClosing */
  decideClosing: () => Promise<Closing> | null
  /** A window was made. */
  attach: (window: BrowserWindow) => void
  /** A window that was hidden, or none, is shown. */
  shownAgain: () => void
  /** An event was sent to the window. */
  hear: <E extends EventName>(name: E, payload: EventPayload<E>) => void
}

/** Runs the app on opened data: recovery, timers, updates and closing. */
export function runApp({
  isSmoke,
  config,
  file,
  lock,
  mainWindow,
  mainFolder,
  openRequests,
  openInFront,
  status,
  host,
  sandbox,
  deps,
}: Running): RunningApp {
  const { store, log } = deps
  host.setTheme(readPreferences(store).theme)
  const { appImage } = config.updates
  const background = openBackground({
    app,
    deps,
    mainWindow,
    platform: process.platform,
    iconFolder: mainFolder,
    hasTray: () => hasTray(process),
    login: loginStart(app, process.platform, appImage ?? process.execPath),
    openInFront,
  })
  const scriptAccess = openScriptAccess(deps, config, process.platform)
  const painted = (): Promise<void> => untilPainted(openRequests.pageReady())
  if (mainWindow.isHidden()) {
    startWithoutUser(deps)
    startDatasets(deps)
    followTimeZone(deps)
    void background.start(true)
    void scriptAccess.follow()
  } else {
    void deps.tokens.queueRecovery(async () => {
      await painted()
      await recoverAndStart(deps)
      startDatasets(deps)
      followTimeZone(deps)
    })
    if (!isSmoke) {
      void painted().then(async () => {
        await Promise.all([background.start(false), scriptAccess.follow()])
      })
    }
  }
  powerMonitor.on('resume', () => {
    resumeAfterSleep(deps)
    setDatasetTimer(deps)
    followTimeZone(deps)
  })
  onAway(powerMonitor, deps.tokens.clientSecrets.dropAll)
  const question = quitQuestion({
    app,
    countUnsaved: () => deps.tokens.unsavedGrants().length,
    save: () => saveBeforeQuit(deps, saveLimitMs),
    ask: (count) => askToQuit(mainWindow.current(), count),
  })
  let isAsking = false
  const quitThen = quitCleanly({
    app,
    log,
    refuse,
    appImage,
    mayQuit: () => {
      isAsking = true
      return question.mayQuit().finally(() => {
        isAsking = false
      })
    },
    close: async () => {
      updates.close()
      background.close()
      await scriptAccess.close()
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
  if (isSmoke) void endAfterSmoke(deps, openRequests)
  const replaceAndRestart = (from: 'backup' | 'nothing') =>
    quitThen('replace', async () => {
      replaceData({ file, service: config.keychainService, log }, from)
      relaunch({ app, appImage })
      app.quit()
    })
  const attach = (window: BrowserWindow): void => {
    window.on('focus', deps.lastUse.record)
    window.on('blur', deps.lastUse.record)
    question.guard(window)
  }
  const first = mainWindow.current()
  if (first) attach(first)
  const { endHidden } = mainWindow
  const backgroundCalls = {
    ...background,
    endHidden,
    preferencesChanged: () => {
      background.preferencesChanged()
      void scriptAccess.follow()
    },
  }
  const commandLink = openCommandLink({
    platform: process.platform,
    home: app.getPath('home'),
    searchPath: config.searchPath,
    original: commandFile(app),
    copy: appImage ? join(config.dataFolder, 'cli', 'mooring.mjs') : null,
  })
  return {
    handlers: makeHandlers(deps, updates, status, replaceAndRestart, backgroundCalls, commandLink),
    decideClosing: background.decideClosing,
    hear: background.hear,
    attach,
    shownAgain: () => void painted().then(() => userIsThere(deps)),
    isClosing: () => deps.timers.isClosed(),
    isQuitting: () => isAsking || deps.timers.isClosed(),
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
    page: openRequests.pageReady().then(() => true),
    menu: Promise.resolve(Menu.getApplicationMenu() !== null),
    database: health.then(({ database }) => database.isSound),
    loopback: health.then(({ loopback }) => loopback.ipv4),
  })
  process.stdout.write(line)
  if (!isGood) return app.exit(1)
  app.once('quit', () => rmSync(app.getPath('userData'), { recursive: true, force: true }))
  app.quit()
}

/** Ends all work in order: no new timers, exports, datasets' runs and links cancelled, revocations sent, tokens stored, secrets deleted, then everything closed. */
async function closeAll(deps: AppDeps, sandbox: SandboxHost): Promise<void> {
  deps.timers.close()
  await deps.exports.close()
  await deps.datasets.runs.close()
  await cancelAllLinks(deps)
  await sendRevocationsBeforeQuit(deps, quitLimitMs)
  await saveBeforeQuit(deps, saveLimitMs)
  deps.tokens.clientSecrets.close()
  deps.keychain.close()
  await deps.tokens.deletionsDone()
  await deps.http.close()
  await sandbox.close()
  closeStore(deps.store)
}
