import type { BrowserChoice } from '../../../shared/models/app.ts'
import { write } from '../store/database.ts'
import { readBrowser, writeBrowser } from '../store/preferences.ts'
import type { Deps } from '../runtime/deps.ts'

/** Opens an address in the browser that the user chose, or the system's. @throws AppError `browser_unavailable`, `endpoint_insecure` */
export function openAddress(deps: Pick<Deps, 'store' | 'browser'>, url: string): Promise<void> {
  return deps.browser.open(url, readBrowser(deps.store))
}

export function browserChoice(deps: Pick<Deps, 'store'>): BrowserChoice {
  return { program: readBrowser(deps.store) }
}

/** Shows a dialog to choose a program. Changes nothing if the user cancels. */
export async function chooseBrowser(deps: Pick<Deps, 'store' | 'browser'>): Promise<BrowserChoice> {
  const program = await deps.browser.pick()
  if (program !== null) write(deps.store, () => writeBrowser(deps.store, program))
  return browserChoice(deps)
}

/** Uses the system's browser again. */
export function clearBrowser(deps: Pick<Deps, 'store'>): BrowserChoice {
  write(deps.store, () => writeBrowser(deps.store, null))
  return browserChoice(deps)
}
