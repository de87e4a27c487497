import type { Failure } from '../../../shared/errors.ts'
import type { ConsentFact } from '../../../shared/models/consent-receipt.ts'
import type { GrantRow } from '../store/rows.ts'
import { canonicalJson } from './chain.ts'
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

/**
 * Writes down that the institution grants more or less than before; nothing if it grants the same. In the caller's transaction.
 *
 * @returns whether it grants something else
 */
export function recordChanged(
  deps: ReceiptDeps,
  before: GrantRow,
  after: Pick<GrantRow, 'scopesGranted' | 'permissions'> & Partial<Pick<GrantRow, 'detailsGranted'>>,
): boolean {
  const { scopesGranted, permissions, detailsGranted = before.detailsGranted } = after
  const isSameDetail = isSameSet(canonicalDetails(before.detailsGranted), canonicalDetails(detailsGranted))
  const isSame = isSameSet(before.scopesGranted, scopesGranted) && isSameSet(before.permissions, permissions)
  if (isSame && isSameDetail) return false
  recordConsent(deps, before, {
    kind: 'changed',
    scopesGranted,
    permissions,
    permissionsBefore: before.permissions,
    ...(isSameDetail
      ? {}
      : { detailsGranted: detailsGranted ?? [], detailsBefore: before.detailsGranted ?? [] }),
  })
  return true
}

/** Only the server knows what a detail means, so a changed one may allow more or less (RFC 9396 section 2). */
function canonicalDetails(details: GrantRow['detailsGranted']): string[] {
  return (details ?? []).map(canonicalJson)
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
