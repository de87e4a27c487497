import { EventEmitter } from 'node:events'

/** What macOS does with an update that electron-updater hands it: Squirrel fetches it from this computer and looks at the signature. */
export interface Squirrel extends EventEmitter {
  setFeedURL(options: { url: string; headers: Record<string, string> }): void
  checkForUpdates(): void
  quitAndInstall(): void
  /** What it fetched. */
  fetched: string | null
  /** Whether it finds the signature of the app that runs. */
  accepts: boolean
  /** It quit the app and replaced it with the newer one. */
  installed: boolean
}

/** The app that is updated. */
export interface UpdatedApp {
  /** Its last window was closed. */
  allClosed(): void
  hasEnded(): boolean
}

/**
 * @param app notified as Electron does at `quitAndInstall`: its windows are closed, it hears `window-all-closed`, and only then begins the
 *   relaunch, which takes a moment (electron_api_auto_updater.cc). An app that ends before is not relaunched.
 */
export function openSquirrel(app: UpdatedApp | null = null): Squirrel {
  let feed: { url: string; headers: Record<string, string> } | null = null

  async function fetchUpdate(): Promise<void> {
    const answer = await fetch(feed?.url ?? '', { headers: feed?.headers ?? {} })
    const { url } = (await answer.json()) as { url: string }
    squirrel.fetched = await (await fetch(url)).text()
    if (squirrel.accepts) squirrel.emit('update-downloaded')
    else squirrel.emit('error', new Error('Code signature did not pass validation'))
  }

  const squirrel: Squirrel = Object.assign(new EventEmitter(), {
    fetched: null,
    accepts: true,
    installed: false,
    setFeedURL: (options: { url: string; headers: Record<string, string> }) => {
      feed = options
    },
    checkForUpdates: () => void fetchUpdate().catch((thrown: unknown) => squirrel.emit('error', thrown)),
    quitAndInstall: () => {
      app?.allClosed()
      const relaunch = () => {
        squirrel.installed = !app?.hasEnded()
      }
      if (app) setTimeout(relaunch, 20)
      else relaunch()
    },
  })
  return squirrel
}
