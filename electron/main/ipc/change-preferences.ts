import type { Preferences } from '../../../shared/models/app.ts'
import type { RevokeDeps } from '../connections/revoke/revoker.ts'
import { setNoticeTimer, type NotifyDeps } from '../notifications/notify.ts'
import { write } from '../store/database.ts'
import { readPreferences, writePreferences } from '../store/preferences.ts'
import type { Updates } from '../updates/updates.ts'

/** Stores the preferences, unless the updates refuse the feed. @throws AppError as Updates.choose */
export function changePreferences(
  deps: NotifyDeps & Pick<RevokeDeps, 'setTheme' | 'emit'>,
  updates: Updates,
  chosen: Preferences,
): Preferences {
  updates.choose(chosen)
  const { areScriptsOn } = readPreferences(deps.store)
  write(deps.store, () => writePreferences(deps.store, chosen))
  deps.setTheme(chosen.theme)
  setNoticeTimer(deps)
  if (areScriptsOn !== chosen.areScriptsOn) deps.emit('scripts.changed', {})
  return readPreferences(deps.store)
}
