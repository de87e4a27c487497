import type { Deps } from '../../electron/main/connections/deps.ts'
import { insertConnection } from '../../electron/main/store/connections.ts'
import { write } from '../../electron/main/store/database.ts'
import { insertGrant } from '../../electron/main/store/grants.ts'
import { insertInstitution } from '../../electron/main/store/institutions.ts'
import { insertRegistration } from '../../electron/main/store/registrations.ts'
import { bulkClientId, bulkIssuer, type BulkBank } from './bulk-bank.ts'
import { usualProtections } from '../../shared/usual-protections.ts'

export interface Bulk {
  connections: number
  institutions: number
  /** When the connection of a number is due. */
  dueMs: (number: number) => number
}

/** Links many logins at a bulk bank, as if each had been through the browser: rows in the store, secrets in the keychain. */
export async function linkInBulk(deps: Deps, bank: BulkBank, bulk: Bulk): Promise<string[]> {
  const atMs = deps.now()
  await deps.keychain.set('registration/r1', 'bulk-secret')
  const ids = Array.from({ length: bulk.connections }, (_, number) => `c${number}`)
  const tokens = ids.map((id) => bank.issue(`sub-${id}`))

  write(deps.store, () => {
    insertRegistration(deps.store, {
      id: 'r1',
      name: 'Bulk',
      environment: {
        kind: 'akoya-hosts',
        authorizationBase: bank.baseUrl,
        dataBase: bank.baseUrl,
        issuer: bulkIssuer,
      },
      clientId: bulkClientId,
      hasSecret: true,
      publicKey: null,
      protections: usualProtections,
      scopes: ['openid', 'offline_access'],
      redirect: { mode: 'loopback' },
      createdAtMs: atMs,
    })
    for (let number = 0; number < bulk.institutions; number += 1) {
      insertInstitution(deps.store, {
        id: `i${number}`,
        registrationId: 'r1',
        connector: `bank-${number}`,
        name: `Bank ${number}`,
        consentDays: 365,
        createdAtMs: atMs,
      })
    }
    for (const [number, id] of ids.entries()) {
      insertConnection(deps.store, {
        id,
        registrationId: 'r1',
        institutionId: `i${number % bulk.institutions}`,
        sub: `sub-${id}`,
        signedInAs: `login ${number}`,
        grantId: `g-${id}`,
        createdAtMs: atMs,
        dataAsOfMs: null,
        label: null,
        forgetting: false,
      })
      insertGrant(deps.store, {
        id: `g-${id}`,
        connectionId: id,
        state: 'active',
        generation: 1,
        issuer: bulkIssuer,
        sub: `sub-${id}`,
        clientId: bulkClientId,
        consentId: null,
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
        problem: null,
        endedAtMs: null,
        receiptHost: null,
        signedInAtMs: null,
        receiptStatus: null,
      })
    }
  })
  for (const [number, id] of ids.entries()) {
    await deps.keychain.set(`grant/g-${id}/1`, tokens[number] ?? '')
  }
  return ids
}
