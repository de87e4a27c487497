import type { Failure } from '../../../shared/errors.ts'
import type { ConsentFact } from '../../../shared/models/consent-receipt.ts'
import type { GrantRow } from '../store/rows.ts'
import { appendReceipt, type ReceiptDeps } from './append.ts'
import { subjectOfGrant } from './subject.ts'

/** Writes down a fact about a grant. In the caller's transaction. */
export function recordConsent(
  deps: ReceiptDeps,
  grant: Pick<GrantRow, 'id' | 'connectionId'>,
  fact: ConsentFact,
): void {
  appendReceipt(deps, subjectOfGrant(deps.store, grant), fact)
}

/** Writes down what the token of a link granted. In the caller's transaction. */
export function recordGranted(
  deps: ReceiptDeps,
  grant: GrantRow,
  made: { linkId: string; replacedGrantId: string | null },
): void {
  const facts = {
    consentId: grant.consentId,
    scopesRequested: grant.scopesAsked,
    scopesGranted: grant.scopesGranted,
    ...(grant.detailsAsked === null ? {} : { detailsRequested: grant.detailsAsked }),
    ...(grant.detailsGranted === null ? {} : { detailsGranted: grant.detailsGranted }),
    permissions: grant.permissions,
    authorizedTime: timeText(grant.authorizedAtMs),
    until: timeText(grant.consentUntilMs),
  }
  appendReceipt(
    deps,
    subjectOfGrant(deps.store, grant, made.linkId),
    made.replacedGrantId === null
      ? { kind: 'granted', ...facts }
      : { kind: 'renewed', ...facts, replacedGrantId: made.replacedGrantId },
  )
}

/** Writes down that the institution grants more or less than before; nothing if it grants the same. In the caller's transaction. */
export function recordChanged(
  deps: ReceiptDeps,
  before: GrantRow,
  after: Pick<GrantRow, 'scopesGranted' | 'permissions'>,
): void {
  const isSame =
    isSameSet(before.scopesGranted, after.scopesGranted) && isSameSet(before.permissions, after.permissions)
  if (isSame) return
  const { scopesGranted, permissions } = after
  recordConsent(deps, before, {
    kind: 'changed',
    scopesGranted,
    permissions,
    permissionsBefore: before.permissions,
  })
}

/** Why a link, a grant or a revocation failed, without anything secret. */
export function failureFacts({ code, detail }: Failure): {
  reason: Failure['code']
  host: string | null
  status: number | null
} {
  return { reason: code, host: detail.host ?? null, status: detail.status ?? null }
}

export function timeText(ms: number): string {
  return new Date(ms).toISOString()
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return new Set([...a, ...b]).size === new Set(a).size && new Set(a).size === new Set(b).size
}
