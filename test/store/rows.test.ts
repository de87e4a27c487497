import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Account } from '../../shared/models/account.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import { listAccounts, replaceAccounts } from '../../electron/main/store/accounts.ts'
import { appendActivity, listActivity } from '../../electron/main/store/activity.ts'
import {
  closeAttempt,
  findOpenRefresh,
  listOpenAttempts,
  openAttempt,
} from '../../electron/main/store/attempts.ts'
import {
  deleteConnection,
  findConnection,
  findConnectionBySub,
  insertConnection,
  listConnections,
  updateConnection,
} from '../../electron/main/store/connections.ts'
import { closeStore, openStore, write, type Store } from '../../electron/main/store/database.ts'
import {
  dueRevocations,
  dueRevocationsSql,
  findGrant,
  insertGrant,
  listGrants,
  moveGrant,
  nextDueRevocation,
} from '../../electron/main/store/grants.ts'
import {
  deleteInstitution,
  insertInstitution,
  listInstitutions,
} from '../../electron/main/store/institutions.ts'
import {
  deleteRegistration,
  findRegistration,
  insertRegistration,
  listRegistrations,
  updateRegistration,
} from '../../electron/main/store/registrations.ts'
import type { ConnectionRow, GrantRow, RegistrationRow } from '../../electron/main/store/rows.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let store: Store
let folder: string

const registration: RegistrationRow = {
  id: 'r1',
  name: 'Treasury desk',
  environment: {
    kind: 'akoya-hosts',
    authorizationBase: 'https://a',
    dataBase: 'https://d',
    issuer: 'https://i',
  },
  clientId: 'client',
  hasSecret: true,
  publicKey: null,
  protections: usualProtections,
  scopes: ['openid'],
  redirect: { mode: 'fixed', uri: 'http://localhost:8080/callback' },
  readsNumbers: false,
  createdAtMs: 1,
}
const institution = {
  id: 'i1',
  registrationId: 'r1',
  connector: 'mikomo',
  name: 'Mikomo',
  consentDays: 365,
  createdAtMs: 2,
}
const connection: ConnectionRow = {
  id: 'c1',
  registrationId: 'r1',
  institutionId: 'i1',
  sub: 'sub-1',
  signedInAs: 'mikomo_7',
  grantId: 'g1',
  createdAtMs: 3,
  dataAsOfMs: null,
  unreadableAccounts: 0,
  isPartial: true,
  labels: [],
  removing: false,
}
const grant: GrantRow = {
  id: 'g1',
  connectionId: 'c1',
  state: 'active',
  generation: 1,
  issuer: 'https://i',
  sub: 'sub-1',
  clientId: 'client',
  consentId: 'consent-1',
  detailsAsked: [{ type: 'account_information' }],
  detailsGranted: null,
  hubConsent: null,
  boundTo: 'certificate',
  scopesAsked: ['openid', 'profile'],
  scopesGranted: ['openid'],
  permissions: ['accounts', 'balances'],
  authorizedAtMs: 4,
  refreshedAtMs: null,
  tokenGoodUntilMs: 5,
  revokeAtMs: null,
  revokeUntilMs: null,
  revokeAttempts: 0,
  nextTryAtMs: null,
  possiblySpentAtMs: null,
  refreshAttempts: 0,
  consentUntilMs: 100,
  consentNoticeMs: null,
  refreshFromMs: null,
  refreshUntilMs: null,
  refreshNoticeMs: null,
  problem: null,
  endedAtMs: null,
  receiptHost: null,
  signedInAtMs: 1_700_000_000_000,
  receiptStatus: null,
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-rows-'))
  store = openStore(join(folder, 'mooring.db'))
  insertRegistration(store, registration)
  insertInstitution(store, institution)
})
afterEach(() => {
  closeStore(store)
  rmSync(folder, { recursive: true, force: true })
})

function insertLinked(): void {
  write(store, () => {
    insertConnection(store, connection)
    insertGrant(store, grant)
  })
}

test('registrations and institutions come back as they were, in the order of their names', () => {
  insertRegistration(store, {
    ...registration,
    id: 'r2',
    name: 'akoya sandbox',
    environment: { kind: 'akoya-sandbox' },
  })
  expect(listRegistrations(store).map(({ name }) => name)).toEqual(['akoya sandbox', 'Treasury desk'])
  expect(findRegistration(store, 'r1')).toEqual(registration)
  expect(listInstitutions(store)).toEqual([institution])
})

test('a name is taken whatever its case, and a connector once a registration', () => {
  expect(() => insertRegistration(store, { ...registration, id: 'r2', name: 'TREASURY DESK' })).toThrow(
    expect.objectContaining({ code: 'name_taken' }),
  )
  expect(() => insertInstitution(store, { ...institution, id: 'i2', name: 'Other' })).toThrow(
    expect.objectContaining({ code: 'name_taken' }),
  )
  expect(() => updateRegistration(store, { ...registration, id: 'nobody' })).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  )
})

test('a registration or institution in use can’t be removed', () => {
  insertLinked()
  expect(() => deleteRegistration(store, 'r1')).toThrow(
    expect.objectContaining({ code: 'registration_in_use' }),
  )
  expect(() => deleteInstitution(store, 'i1')).toThrow(
    expect.objectContaining({ code: 'institution_in_use' }),
  )
  deleteConnection(store, 'c1')
  deleteInstitution(store, 'i1')
  deleteRegistration(store, 'r1')
  expect(listRegistrations(store)).toEqual([])
})

test('a connection and its grant come back as they were, and are found by who signed in', () => {
  insertLinked()
  expect(findConnectionBySub(store, 'r1', 'i1', 'sub-1')).toEqual(connection)
  expect(findConnectionBySub(store, 'r1', 'i1', 'sub-2')).toBeUndefined()
  expect(findGrant(store, 'g1')).toEqual(grant)
  updateConnection(store, { ...connection, signedInAs: 'Joan', dataAsOfMs: 9 })
  expect(listConnections(store)).toEqual([{ ...connection, signedInAs: 'Joan', dataAsOfMs: 9 }])
})

test('one login at one institution is one connection', () => {
  insertLinked()
  expect(() =>
    write(store, () => {
      insertConnection(store, { ...connection, id: 'c2', grantId: 'g2' })
      insertGrant(store, { ...grant, id: 'g2', connectionId: 'c2' })
    }),
  ).toThrow(/UNIQUE/)
})

test('a connection without its grant is never stored', () => {
  expect(() => write(store, () => insertConnection(store, connection))).toThrow(/FOREIGN KEY/)
  expect(listConnections(store)).toEqual([])
})

test('a grant changes only from the given states', () => {
  insertLinked()
  const problem = { code: 'server_unavailable' as const, detail: { status: 503 } }
  expect(moveGrant(store, 'g1', ['ended', 'revoking'], { state: 'active' })).toBe(false)
  expect(moveGrant(store, 'g1', ['active'], { state: 'revoking', revokeAtMs: 100, problem })).toBe(true)
  expect(moveGrant(store, 'g1', ['active'], { state: 'revoking', revokeAtMs: 200 })).toBe(false)
  expect(listGrants(store, 'c1')).toEqual([{ ...grant, state: 'revoking', revokeAtMs: 100, problem }])
  expect(() => moveGrant(store, 'g1', ['revoking'], { state: 'lost' as never })).toThrow(/CHECK/)
})

test('due revocations are found by an index, the earliest first; a final one is never due', () => {
  insertLinked()
  const add = (id: string, change: Partial<GrantRow>) =>
    write(store, () => insertGrant(store, { ...grant, id, state: 'revoking', ...change }))
  add('late', { revokeAtMs: 300 })
  add('retried', { revokeAtMs: 10, nextTryAtMs: 200 })
  add('due', { revokeAtMs: 100 })
  add('final', {})
  expect(nextDueRevocation(store)).toBe(100)
  expect(dueRevocations(store, 250).map(({ id }) => id)).toEqual(['due', 'retried'])
  const plan = store.prepare(`EXPLAIN QUERY PLAN ${dueRevocationsSql}`).all(0) as { detail: string }[]
  expect(plan.map(({ detail }) => detail).join()).toContain('revocations_due')
})

test('accounts keep the institution’s order, and reading again replaces them all', () => {
  insertLinked()
  const account: Account = {
    key: 'k2',
    id: 'a2',
    category: 'deposit',
    type: 'CHECKING',
    name: 'Everyday',
    mask: '0071',
    currency: 'USD',
    balances: { current: '-0.05', available: '1.00' },
    balanceType: 'asset',
    asOfDay: '1970-01-01',
    asOfMs: 7,
    unavailable: false,
    isEarlier: false,
    unreadable: [],
  }
  const other: Account = {
    ...account,
    key: 'k1',
    id: 'a1',
    type: null,
    mask: null,
    currency: 'CAD',
    balances: {},
    asOfDay: null,
    asOfMs: null,
    unavailable: true,
  }
  write(store, () => replaceAccounts(store, 'c1', [account, other]))
  expect(listAccounts(store, 'c1')).toEqual([account, other])
  write(store, () => replaceAccounts(store, 'c1', [other]))
  expect(listAccounts(store, 'c1')).toEqual([other])
})

test('activity is never changed or deleted, not even with its connection', () => {
  insertLinked()
  const problem = { code: 'offline' as const, detail: { host: 'idp.example' } }
  appendActivity(store, { connectionId: 'c1', institutionName: 'Mikomo', atMs: 1, kind: 'linked' })
  appendActivity(store, {
    connectionId: 'c1',
    institutionName: 'Mikomo',
    atMs: 2,
    kind: 'refresh_failed',
    problem,
    durationMs: 9,
  })
  expect(() => store.exec('DELETE FROM activity')).toThrow(/append-only/)
  expect(() => store.exec('UPDATE activity SET at = 0')).toThrow(/append-only/)
  deleteConnection(store, 'c1')
  expect(findConnection(store, 'c1')).toBeUndefined()
  expect(listActivity(store, { connectionId: 'c1', limit: 10 })).toMatchObject([
    { atMs: 2, kind: 'refresh_failed', problem, durationMs: 9, accounts: null },
    { atMs: 1, kind: 'linked', problem: null },
  ])
  expect(listActivity(store, { limit: 1 })).toHaveLength(1)
})

test('an attempt is open until it is closed, and closed once', () => {
  const attempt = {
    id: 't1',
    kind: 'refresh' as const,
    grantId: 'g1',
    generation: 2,
    registrationId: 'r1',
    institutionId: 'i1',
    connectionId: 'c1',
    startedAtMs: 5,
    closedAtMs: null,
    outcome: null,
  }
  openAttempt(store, attempt)
  expect(listOpenAttempts(store)).toEqual([attempt])
  expect(findOpenRefresh(store, 'g1')).toEqual(attempt)
  expect(closeAttempt(store, 't1', 6, 'refreshed')).toBe(true)
  expect(closeAttempt(store, 't1', 7, 'again')).toBe(false)
  expect(findOpenRefresh(store, 'g1')).toBeUndefined()
  expect(listOpenAttempts(store)).toEqual([])
  expect(store.prepare('SELECT outcome FROM attempts').get()).toEqual({ outcome: 'refreshed' })
})

test('a change that fails half way writes nothing', () => {
  expect(() =>
    write(store, () => {
      insertInstitution(store, { ...institution, id: 'i9', connector: 'x', name: 'X' })
      throw new Error('half way')
    }),
  ).toThrow('half way')
  expect(listInstitutions(store)).toEqual([institution])
})
