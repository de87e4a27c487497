import { dialog, type App, type BrowserWindow } from 'electron'
import type { EventName, EventPayload } from '../../../shared/contract.ts'
import type { Background, OpenRequest } from '../../../shared/models/app.ts'
import { statusGroupOf } from '../../../shared/need.ts'
import { startBulkRefresh } from '../connections/refresh/bulk-refresh.ts'
import { viewConnections } from '../connections/model/view.ts'
import { AppError } from '../core/errors.ts'
import { write } from '../store/database.ts'
import { isClosingExplained, readPreferences, recordClosingExplained } from '../store/preferences.ts'
import type { LoginStart } from '../system/login-start.ts'
import type { Closing } from '../system/stay-open.ts'
import { openTray, type TrayIcon } from '../system/tray.ts'
import type { AppDeps } from './compose.ts'
import type { MainWindow } from './main-window.ts'

interface Options {
  app: Pick<App, 'quit'>
  deps: AppDeps
  mainWindow: MainWindow
  platform: NodeJS.Platform
  /** Where the icons are. */
  iconFolder: string
  /** @see hasTray */
  hasTray: () => Promise<boolean>
  login: LoginStart
  openInFront: (request: OpenRequest) => void
}

/** The app without its window: its icon, and what closing the window does. */
export interface BackgroundLife {
  /** Shows the icon. A hidden start shows the window instead, where there is no icon or the user wants none. */
  start(isHidden: boolean): Promise<void>
  /** Null where the app ends with its window. Quits where what to do can't be found out: a window that can't be closed is worse. */
  decideClosing(): Promise<Closing> | null
  read(): Promise<Background>
  /** @throws AppError `file_unwritable` */
  startAtLogin(isOn: boolean): Promise<Background>
  /** The user has changed whether the app goes on without its window. */
  preferencesChanged(): void
  /** Keeps the count of what needs the user. */
  hear<E extends EventName>(name: E, payload: EventPayload<E>): void
  close(): void
}

/** A hidden start waits so long for a desktop that shows icons. */
const iconTries = 10
const iconEveryMs = 2000

export function openBackground(options: Options): BackgroundLife {
  const { app, deps, mainWindow, platform, login } = options
  const needing = new Set<string>()
  let icon: TrayIcon | null = null
  let isClosed = false

  const keepsRunning = (): boolean => readPreferences(deps.store).keepsRunning
  const ids = (isWanted: (connection: ReturnType<typeof viewConnections>[number]) => boolean): string[] =>
    viewConnections(deps)
      .filter(isWanted)
      .map(({ id }) => id)

  /** @returns whether there is an icon, by which the user can open the window again */
  async function showIcon(): Promise<boolean> {
    const hasTray = await options.hasTray()
    try {
      if (isClosed || !hasTray || !keepsRunning()) removeIcon()
      else icon ??= makeIcon()
      return icon !== null
    } catch (thrown) {
      deps.log.error('tray.failed', thrown)
      return false
    }
  }

  function makeIcon(): TrayIcon {
    const made = openTray({ platform, folder: options.iconFolder, actions })
    for (const id of ids((one) => statusGroupOf(one, deps.now()) === 'needs-attention')) needing.add(id)
    made.count(needing.size)
    return made
  }

  function removeIcon(): void {
    icon?.remove()
    icon = null
  }

  const actions = {
    open: mainWindow.show,
    showNeeds: () => options.openInFront({ kind: 'view', view: 'needs-attention' }),
    showSettings: () => options.openInFront({ kind: 'view', view: 'settings' }),
    refreshAll: () =>
      void startBulkRefresh(
        deps,
        ids(({ status }) => status === 'active'),
      ),
    quit: () => app.quit(),
  }

  async function decide(): Promise<Closing> {
    const what = (await showIcon()) ? 'hides' : 'quits'
    const window = mainWindow.current()
    const isFirst = !isClosingExplained(deps.store, what)
    if (window && isFirst) {
      const answer = await explain(window, what)
      if (answer !== 'stay') remember(deps, what)
      return answer
    }
    return what === 'hides' ? 'hide' : 'quit'
  }

  function quitUndecided(thrown: unknown): Closing {
    deps.log.error('closing.undecided', thrown)
    return 'quit'
  }

  const read = async (): Promise<Background> => ({ hasTray: await options.hasTray(), login: login.read() })

  return {
    start: async (isHidden) => {
      if (!isHidden) return void (await showIcon())
      // The app may be started before the desktop's panel is.
      for (let tries = 0; tries < iconTries && keepsRunning(); tries += 1) {
        if ((await showIcon()) || isClosed) return
        await new Promise<void>((resolve) => void deps.setTimer(iconEveryMs, resolve))
      }
      if (!isClosed) mainWindow.show()
    },
    decideClosing: () => {
      try {
        return keepsRunning() ? decide().catch(quitUndecided) : null
      } catch (thrown) {
        return Promise.resolve(quitUndecided(thrown))
      }
    },
    read,
    startAtLogin: async (isOn) => {
      login.change(isOn)
      return read()
    },
    preferencesChanged: () => void showIcon(),
    hear: (name, payload) => {
      if (name === 'connection.removed') needing.delete((payload as EventPayload<'connection.removed'>).id)
      else if (name === 'connection.changed') {
        const connection = payload as EventPayload<'connection.changed'>
        if (statusGroupOf(connection, deps.now()) === 'needs-attention') needing.add(connection.id)
        else needing.delete(connection.id)
      } else return
      icon?.count(needing.size)
    },
    close: () => {
      isClosed = true
      removeIcon()
    },
  }
}

/** A full disk must not keep the window open: it is said again the next time. */
function remember({ store }: Pick<AppDeps, 'store'>, what: 'hides' | 'quits'): void {
  try {
    write(store, () => recordClosingExplained(store, what))
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
  }
}

/** Says once what closing the window does. */
async function explain(window: BrowserWindow, what: 'hides' | 'quits'): Promise<Closing> {
  const { answers, ...text } = closingText[what]
  const { response } = await dialog.showMessageBox(window, {
    type: 'info',
    ...text,
    defaultId: 0,
    cancelId: what === 'hides' ? 0 : 1,
    noLink: true,
  })
  return answers[response] ?? 'stay'
}

const closingText = {
  hides: {
    message: 'Mooring keeps running without its window',
    detail:
      'It refreshes connections, retries revocations and reminds you of consents. Open it again from its icon, or by starting it.\n\nQuit in the icon’s menu ends it: then nothing is refreshed, retried or reminded of until Mooring is started. Settings, In the background, changes what closing does.',
    buttons: ['Keep Running', 'Quit'],
    answers: ['hide', 'quit'] as Closing[],
  },
  quits: {
    message: 'Closing the window quits Mooring',
    detail:
      'This desktop shows no icons of apps, so Mooring can’t keep running without its window. Nothing is refreshed, retried or reminded of until it is started again.',
    buttons: ['Quit', 'Cancel'],
    answers: ['quit', 'stay'] as Closing[],
  },
}
