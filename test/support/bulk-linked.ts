import { packEntry } from '../../electron/main/connections/tokens/token-entry.ts'
import type { AppDeps } from '../../electron/main/app/compose.ts'
import { insertConnection } from '../../electron/main/store/connections.ts'
import { write } from '../../electron/main/store/database.ts'
import { insertGrant } from '../../electron/main/store/grants.ts'
import { insertInstitution } from '../../electron/main/store/institutions.ts'
import { insertRegistration } from '../../electron/main/store/registrations.ts'
import type { Environment } from '../../shared/models/registration.ts'
import { bulkClientId, bulkIssuer, type BulkBank } from './bulk-bank.ts'
import { usualProtections } from '../../shared/usual-protections.ts'

export interface Bulk {
  connections: number
  institutions: number
  /** When the connection of a number is due. */
  dueMs: (number: number) => number
  /** Servers with discovery instead of the bulk bank: a registration and an institution each. */
  issuers?: string[]
  clientId?: string
}

/** Links many logins at a bulk bank, as if each had been through the browser: rows in the store, secrets in the keychain. */
export async function linkInBulk(
  deps: AppDeps,
  bank: Pick<BulkBank, 'baseUrl' | 'issue'>,
  bulk: Bulk,
): Promise<string[]> {
  const atMs = deps.now()
  const { issuers = [], clientId = bulkClientId } = bulk
  const places = environmentsOf(bank.baseUrl, issuers)
  for (const index of places.keys()) await deps.keychain.set(`registration/r${index + 1}`, 'bulk-secret')
  const ids = Array.from({ length: bulk.connections }, (_, number) => `c${number}`)
  const tokens = ids.map((id) => bank.issue(`sub-${id}`))

  write(deps.store, () => {
    for (const [index, environment] of places.entries()) {
      insertRegistration(deps.store, {
        id: `r${index + 1}`,
        name: index === 0 ? 'Bulk' : `Bulk ${index}`,
        environment,
        clientId,
        hasSecret: true,
        publicKey: null,
        protections: usualProtections,
        scopes: ['openid', 'offline_access'],
        redirect: { mode: 'loopback' },
        readsNumbers: false,
        createdAtMs: atMs,
      })
    }
    for (let number = 0; number < bulk.institutions; number += 1) {
      insertInstitution(deps.store, {
        id: `i${number}`,
        registrationId: `r${(number % places.length) + 1}`,
        connector: issuers.length === 0 ? `bank-${number}` : null,
        name: `Bank ${number}`,
        consentDays: 365,
        createdAtMs: atMs,
      })
    }
    for (const [number, id] of ids.entries()) {
      insertConnection(deps.store, {
        id,
        registrationId: `r${((number % bulk.institutions) % places.length) + 1}`,
        institutionId: `i${number % bulk.institutions}`,
        sub: `sub-${id}`,
        signedInAs: `login ${number}`,
        grantId: `g-${id}`,
        createdAtMs: atMs,
        dataAsOfMs: null,
        unreadableAccounts: 0,
        isPartial: false,
        labels: [],
        removing: false,
      })
      insertGrant(deps.store, {
        id: `g-${id}`,
        connectionId: id,
        state: 'active',
        generation: 1,
        issuer: issuers[number % bulk.institutions] ?? bulkIssuer,
        sub: `sub-${id}`,
        clientId,
        consentId: null,
        detailsAsked: null,
        detailsGranted: null,
        hubConsent: null,
        boundTo: null,
        scopesAsked: ['openid'],
        scopesGranted: ['openid'],
        permissions: [],
        authorizedAtMs: atMs,
        refreshedAtMs: null,
        tokenGoodUntilMs: null,
        revokeAtMs: null,
        revokeUntilMs: null,
        revokeAttempts: 0,
        nextTryAtMs: bulk.dueMs(number),
        refreshAttempts: 0,
        possiblySpentAtMs: null,
        consentUntilMs: atMs + 365 * 24 * 60 * 60_000,
        consentNoticeMs: atMs + 335 * 24 * 60 * 60_000,
        refreshFromMs: null,
        refreshUntilMs: null,
        refreshNoticeMs: null,
        problem: null,
        endedAtMs: null,
        receiptHost: null,
        signedInAtMs: null,
        receiptStatus: null,
      })
    }
  })
  for (const [number, id] of ids.entries()) {
    await deps.keychain.set(`grant/g-${id}`, packEntry({ generation: 1, secret: tokens[number] ?? '' }))
  }
  return ids
}

function environmentsOf(baseUrl: string, issuers: string[]): Environment[] {
  if (issuers.length > 0) return issuers.map((issuer) => ({ kind: 'openid', issuer }))
  return [{ kind: 'akoya-hosts', authorizationBase: baseUrl, dataBase: baseUrl, issuer: bulkIssuer }]
}
