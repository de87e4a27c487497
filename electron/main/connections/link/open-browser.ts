import { toFailure } from '../../core/errors.ts'
import { openAddress } from '../../settings/browser.ts'
import type { Deps } from '../../runtime/deps.ts'
import type { LinkRun } from './link.ts'

/** Nothing is lost when no browser opens: the link waits, and its address can be copied. */
export async function openBrowser(
  deps: Pick<Deps, 'store' | 'browser' | 'log'>,
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
