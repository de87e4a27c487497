import { readEntry } from '../../electron/main/receipts/chain.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import { openAttempt } from '../../electron/main/store/attempts.ts'
import { findConnection } from '../../electron/main/store/connections.ts'
import { findGrant } from '../../electron/main/store/grants.ts'
import { unpackEntry } from '../../electron/main/connections/tokens/token-entry.ts'
import { eachReceipt } from '../../electron/main/store/receipts.ts'
import { requireConnection, viewConnection } from '../../electron/main/connections/model/view.ts'
import type { ActivityKind } from '../../shared/models/activity.ts'
import type { ConsentFact } from '../../shared/models/consent-receipt.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { eventually, type Harness } from './harness.ts'

/** What happened, the oldest first. */
export function kindsOf(harness: Harness, connectionId?: string): ActivityKind[] {
  return listActivity(harness.deps.store, { connectionId, limit: 100 })
    .map(({ kind }) => kind)
    .reverse()
}

/** What the consent receipts say, the oldest first. */
export function receiptsOf({ deps }: Harness): ConsentFact[] {
  return [...eachReceipt(deps.store)].flatMap((row) => readEntry(row)?.fact ?? [])
}

/** The token of a connection's grant in the keychain, if it is of the row's generation. */
export async function secretOf(harness: Harness, connectionId: string): Promise<string | null> {
  const grant = findGrant(harness.deps.store, findConnection(harness.deps.store, connectionId)?.grantId ?? '')
  const answer = await harness.deps.keychain.get(`grant/${grant?.id}`)
  const token = unpackEntry(answer.state === 'ok' ? answer.value : null)
  return token?.generation === grant?.generation ? (token?.secret ?? null) : null
}

/** As an app leaves it that ends in the middle of a connection's first refresh. */
export function leaveRefreshOpen({ deps }: Harness, connectionId: string): void {
  const { grantId, registrationId, institutionId } = requireConnection(deps, connectionId)
  openAttempt(deps.store, {
    id: 'attempt-1',
    kind: 'refresh',
    grantId,
    generation: 2,
    registrationId,
    institutionId,
    connectionId,
    startedAtMs: 1,
    closedAtMs: null,
    outcome: null,
  })
}

export function untilRevoked(harness: Harness, connectionId: string): Promise<ConnectionSummary> {
  return eventually('the grant is revoked', () => {
    const connection = viewConnection(harness.deps, connectionId)
    return connection.status === 'revoked' && connection
  })
}

/** The access token that the app holds for a connection; empty for none. */
export function accessTokenOf({ deps }: Harness, connectionId: string): string {
  const grantId = findConnection(deps.store, connectionId)?.grantId ?? ''
  return deps.tokens.accessToken(grantId)?.accessToken ?? ''
}
