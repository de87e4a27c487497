import { toFailure } from '../../core/errors.ts'
import { openAddress } from '../../settings/browser.ts'
import type { LinkDeps } from './linker.ts'
import type { LinkRun } from './link-run.ts'

/** Opens the browser for a link. If none opens, the link waits, and the user can copy its address. */
export async function openBrowser(
  deps: Pick<LinkDeps, 'store' | 'browser' | 'log'>,
  run: LinkRun,
  url: string,
): Promise<void> {
  try {
    await openAddress(deps, url)
  } catch (thrown) {
    deps.log.warn('browser.failed', { linkId: run.id })
    run.report({ problem: toFailure(thrown) })
  }
}
