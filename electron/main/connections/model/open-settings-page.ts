import { AppError } from '../../core/errors.ts'
import { openAddress } from '../../settings/browser.ts'
import type { Deps } from '../../runtime/deps.ts'
import { viewConnection, type ViewDeps } from './view.ts'

/** Opens the institution's page on which the user can end access. @throws AppError `not_found`, `browser_unavailable` */
export async function openSettingsPage(
  deps: ViewDeps & Pick<Deps, 'browser' | 'store'>,
  connectionId: string,
): Promise<void> {
  const { settingsPage } = viewConnection(deps, connectionId)
  if (settingsPage === null) throw new AppError('not_found')
  await openAddress(deps, settingsPage)
}
