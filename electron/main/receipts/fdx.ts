import type { ConsentEntry } from '../../../shared/models/consent-receipt.ts'
import type { Permission } from '../../../shared/models/connection.ts'

/** FDX's data clusters for what Mooring calls permissions. Those of OpenID have none. */
const clusters: Partial<Record<Permission, { resourceType: 'ACCOUNT' | 'CUSTOMER'; dataCluster: string }>> = {
  accounts: { resourceType: 'ACCOUNT', dataCluster: 'ACCOUNT_BASIC' },
  balances: { resourceType: 'ACCOUNT', dataCluster: 'ACCOUNT_DETAILED' },
  transactions: { resourceType: 'ACCOUNT', dataCluster: 'TRANSACTIONS' },
  investments: { resourceType: 'ACCOUNT', dataCluster: 'INVESTMENTS' },
  payments: { resourceType: 'ACCOUNT', dataCluster: 'PAYMENT_SUPPORT' },
  statements: { resourceType: 'ACCOUNT', dataCluster: 'STATEMENTS' },
  taxes: { resourceType: 'ACCOUNT', dataCluster: 'TAX' },
  customers: { resourceType: 'CUSTOMER', dataCluster: 'CUSTOMER_CONTACT' },
}

interface Party {
  name: string
  type: 'DATA_RECIPIENT' | 'DATA_PROVIDER' | 'DATA_ACCESS_PLATFORM'
}

/**
 * A consent with the names of FDX's ConsentGrant. What Mooring does not know is left out: the ids of the accounts, which are chosen at
 * the institution, the period of history, and the registered names of the parties.
 *
 * @see FDX V5.2 and V6.3 Consent API: ConsentGrant, ConsentGrantParty, ConsentRequestedResource, ConsentRevocation
 */
export interface ConsentGrant {
  id?: string
  /** Left out where neither the receipts nor the clock say it: access that ended elsewhere, or that another consent replaced. */
  status?: 'ACTIVE' | 'EXPIRED' | 'REVOKED'
  parties: Party[]
  createdTime: string
  updatedTime: string
  expirationTime: string
  durationType: 'TIME_BOUND'
  /** Days. */
  durationPeriod: number
  resources: { resourceType: 'ACCOUNT' | 'CUSTOMER'; dataClusters: string[] }[]
  revocation?: { status: 'REVOKED'; reason: 'USER_ACTION'; initiator: 'INDIVIDUAL'; updatedTime: string }
}

const dayMs = 24 * 60 * 60_000

/** The consents that a connection's receipts tell of, the oldest first. */
export function toConsentGrants(entries: readonly ConsentEntry[], nowMs: number): ConsentGrant[] {
  const ids = [...new Set(entries.flatMap(({ subject }) => subject?.grantId ?? []))]
  return ids.flatMap((grantId) => {
    const own = entries.filter(({ subject }) => subject?.grantId === grantId)
    const grant = toConsentGrant(own, entries, nowMs)
    return grant === null ? [] : [grant]
  })
}

function toConsentGrant(
  own: readonly ConsentEntry[],
  all: readonly ConsentEntry[],
  nowMs: number,
): ConsentGrant | null {
  const first = own.find(({ fact: { kind } }) => kind === 'granted' || kind === 'renewed')
  if (!first?.subject || (first.fact.kind !== 'granted' && first.fact.kind !== 'renewed')) return null
  const { consentId, authorizedTime } = first.fact
  const until = lastOf(own, (fact) => ('until' in fact ? fact.until : null)) ?? first.fact.until
  const permissions = lastOf(own, (fact) => ('permissions' in fact ? fact.permissions : null)) ?? []
  const revoked = own.findLast(({ fact }) => fact.kind === 'revoked')
  const isOver = own.some(({ fact }) => fact.kind === 'ended') || isReplaced(first.subject.grantId, all)
  const status = revoked ? 'REVOKED' : Date.parse(until) <= nowMs ? 'EXPIRED' : isOver ? null : 'ACTIVE'
  return {
    ...(consentId === null ? {} : { id: consentId }),
    ...(status === null ? {} : { status }),
    parties: partiesOf(first.subject, all),
    createdTime: authorizedTime,
    updatedTime: own.at(-1)?.time ?? first.time,
    expirationTime: until,
    durationType: 'TIME_BOUND',
    durationPeriod: Math.round((Date.parse(until) - Date.parse(authorizedTime)) / dayMs),
    resources: toResources(permissions),
    ...(revoked
      ? {
          revocation: {
            status: 'REVOKED',
            reason: 'USER_ACTION',
            initiator: 'INDIVIDUAL',
            updatedTime: revoked.time,
          },
        }
      : {}),
  }
}

function lastOf<T>(
  entries: readonly ConsentEntry[],
  read: (fact: ConsentEntry['fact']) => T | null,
): T | null {
  return entries.reduce<T | null>((last, { fact }) => read(fact) ?? last, null)
}

function isReplaced(grantId: string | null, all: readonly ConsentEntry[]): boolean {
  return all.some(({ fact }) => fact.kind === 'renewed' && fact.replacedGrantId === grantId)
}

function partiesOf(
  subject: NonNullable<ConsentEntry['subject']>,
  all: readonly ConsentEntry[],
): ConsentGrant['parties'] {
  const disclosed = all.find(
    ({ fact, subject: other }) => fact.kind === 'disclosed' && other?.linkId === subject.linkId,
  )
  const named = disclosed?.fact.kind === 'disclosed' ? disclosed.fact.terms.thirdParty : ''
  return [
    { name: named || 'Mooring', type: 'DATA_RECIPIENT' },
    ...(subject.aggregator === null
      ? []
      : [{ name: subject.aggregator, type: 'DATA_ACCESS_PLATFORM' } as const]),
    { name: subject.institution, type: 'DATA_PROVIDER' },
  ]
}

/** The data clusters of permissions, by type of resource. */
function toResources(permissions: readonly Permission[]): ConsentGrant['resources'] {
  const types = ['ACCOUNT', 'CUSTOMER'] as const
  return types.flatMap((resourceType) => {
    const dataClusters = permissions.flatMap((permission) => {
      const cluster = clusters[permission]
      return cluster?.resourceType === resourceType ? [cluster.dataCluster] : []
    })
    return dataClusters.length === 0 ? [] : [{ resourceType, dataClusters }]
  })
}
