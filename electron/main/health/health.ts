import type { Health } from '../../../shared/models/app.ts'
import { testBrowser, testLoopback } from '../oauth/redirects/self-test.ts'
import { reportDatabase } from './database-report.ts'
import { listSecretsOfUnknown } from '../store/ledger.ts'
import { readBrowser } from '../store/preferences.ts'
import { openAddress } from '../settings/browser.ts'
import { clockStatus } from './clock-skew.ts'
import type { Deps } from '../runtime/deps.ts'
import { proxiesOfInstitutions } from './institution-proxies.ts'

const browserLimitMs = 20_000

/** Looks at all that linking and refreshing stand on. A secret of no meaning is written, read and deleted; nothing leaves. */
export async function checkHealth(
  deps: Pick<Deps, 'store' | 'keychain' | 'network' | 'live' | 'now' | 'about' | 'emit'>,
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
    clock: clockStatus(deps),
    database: reportDatabase(deps),
    unknownSecrets: listSecretsOfUnknown(deps.store).length,
    versions: about.versions,
  }
}

/** @throws AppError `browser_unavailable` */
export function tryBrowser(deps: Pick<Deps, 'store' | 'browser'>): Promise<boolean> {
  return testBrowser((url) => openAddress(deps, url), browserLimitMs)
}
