import type { Health } from '../../../shared/models/app.ts'
import type { ViewDeps } from '../connections/model/view.ts'
import { testBrowser, testLoopback } from '../oauth/redirects/self-test.ts'
import { checkReceipts } from '../receipts/chain.ts'
import { reportDatabase } from './database-report.ts'
import { listClientSecretsOfUnknown, listUnclaimedTokens } from '../store/ledger.ts'
import { readBrowser } from '../store/preferences.ts'
import { openAddress } from '../settings/browser.ts'
import type { Deps } from '../runtime/deps.ts'
import { proxiesOfInstitutions } from './institution-proxies.ts'

const browserLimitMs = 20_000

/** Runs all self-checks, including a keychain round trip with a dummy value. No network. */
export async function checkHealth(
  deps: ViewDeps & Pick<Deps, 'keychain' | 'about' | 'emit'>,
): Promise<Health> {
  const [keychain, ipv4, ipv6, proxies] = await Promise.all([
    deps.keychain.probe(),
    testLoopback('127.0.0.1'),
    testLoopback('::1'),
    proxiesOfInstitutions(deps),
  ])
  deps.emit('keychain.changed', keychain)
  const { about } = deps
  return {
    atMs: deps.now(),
    keychain,
    loopback: { ipv4, ipv6 },
    browserName: (readBrowser(deps.store) ?? about.browserName()) || null,
    network: { isOnline: about.isOnline(), proxies, hasExtraCa: about.hasExtraCa },
    clock: deps.clock.status(),
    database: reportDatabase(deps),
    receipts: checkReceipts(deps.store),
    unknownSecrets:
      listClientSecretsOfUnknown(deps.store).length +
      listUnclaimedTokens(deps.store).filter(({ isUsable }) => !isUsable).length,
    versions: about.versions,
  }
}

/** @throws AppError `browser_unavailable` */
export function tryBrowser(deps: Pick<Deps, 'store' | 'browser'>): Promise<boolean> {
  return testBrowser((url) => openAddress(deps, url), browserLimitMs)
}
