import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { replaceAccounts } from '../electron/main/store/accounts.ts'
import { appendActivity } from '../electron/main/store/activity.ts'
import { insertConnection } from '../electron/main/store/connections.ts'
import { closeStore, openStore, write, type Store } from '../electron/main/store/database.ts'
import { openFolderLock } from '../electron/main/store/folder-lock.ts'
import { insertGrant } from '../electron/main/store/grants.ts'
import { insertInstitution } from '../electron/main/store/institutions.ts'
import { insertRegistration } from '../electron/main/store/registrations.ts'
import type { GrantRow } from '../electron/main/store/rows.ts'
import type { Account } from '../shared/models/account.ts'
import { usualProtections } from '../shared/usual-protections.ts'

const dayMs = 24 * 60 * 60_000
const names = [
  'Harbor',
  'Northbridge',
  'Crane',
  'Lumen',
  'Pinevale',
  'Seaward',
  'Tidewater',
  'Alder',
  'Quayside',
]
const kinds = ['Bank', 'Savings', 'Credit Union', 'Brokerage', 'Trust', 'Mutual']
const accountNames = ['Everyday checking', 'High-yield savings', 'Brokerage', 'Platinum card', 'Home loan']
const registrations = ['Treasury', 'Payroll', 'Research']

/**
 * Writes a database with so many connections, the same for the same number, to try the window with. They give no access: no secret
 * is in a keychain, and none can be refreshed.
 */
export function seed(dataFolder: string, count: number): void {
  const file = join(dataFolder, 'mooring.db')
  if (existsSync(file)) throw new Error(`${file} is there already; name an empty folder`)
  const lock = openFolderLock(dataFolder)
  lock.take()
  const store = openStore(file)
  try {
    write(store, () => fill(store, count, Date.now()))
  } finally {
    closeStore(store)
    lock.release()
  }
}

function fill(store: Store, count: number, nowMs: number): void {
  for (const [index, name] of registrations.entries()) {
    insertRegistration(store, {
      id: `r${index}`,
      name,
      environment: { kind: index === 0 ? 'akoya-production' : 'akoya-sandbox' },
      clientId: `seeded-${index}`,
      hasSecret: false,
      publicKey: null,
      protections: usualProtections,
      scopes: ['openid', 'profile', 'offline_access'],
      redirect: { mode: 'loopback' },
      readsNumbers: false,
      createdAtMs: nowMs - 400 * dayMs,
    })
    for (const [position, institution] of institutionNames().entries()) {
      insertInstitution(store, {
        id: `i${index}-${position}`,
        registrationId: `r${index}`,
        connector: institution.toLowerCase().replaceAll(' ', '-'),
        name: institution,
        consentDays: 365,
        createdAtMs: nowMs - 400 * dayMs,
      })
    }
  }
  for (let number = 0; number < count; number++) addConnection(store, number, nowMs)
}

function institutionNames(): string[] {
  return names.flatMap((name) => kinds.map((kind) => `${name} ${kind}`))
}

function addConnection(store: Store, number: number, nowMs: number): void {
  const random = randomFrom(number)
  const registration = number % registrations.length
  const institution = Math.floor(random() * names.length * kinds.length)
  // Linked before it was read, and read before it ended.
  const authorizedAtMs = nowMs - (5 + Math.floor(random() * 359)) * dayMs
  const readMs = nowMs - Math.floor(random() * 3 * dayMs)
  const state = stateOf(random(), nowMs)
  const readAtMs = Math.min(readMs, state.endedAtMs ?? readMs)
  const id = `seeded-${number}`

  insertConnection(store, {
    id,
    registrationId: `r${registration}`,
    institutionId: `i${registration}-${institution}`,
    sub: `sub-${number}`,
    signedInAs: `analyst-${number}@example.com`,
    labels: [
      ...(number % 4 === 0 ? [`Team ${number % 50}`] : []),
      ...(number % 9 === 0 ? ['Quarter end'] : []),
    ],
    grantId: `grant-${number}`,
    createdAtMs: authorizedAtMs,
    dataAsOfMs: readAtMs,
    unreadableAccounts: 0,
    isPartial: false,
    removing: false,
  })
  insertGrant(store, {
    ...grantOf(number, authorizedAtMs),
    nextTryAtMs: nowMs + dayMs / 2 + (number % 720) * 60_000,
    ...state,
    refreshedAtMs: readAtMs,
  })
  replaceAccounts(store, id, accountsOf(random, readAtMs))
  appendActivity(store, {
    connectionId: id,
    institutionName: institutionNames()[institution] ?? '',
    atMs: authorizedAtMs,
    kind: 'linked',
  })
}

function grantOf(number: number, authorizedAtMs: number): GrantRow {
  return {
    id: `grant-${number}`,
    connectionId: `seeded-${number}`,
    state: 'active',
    generation: 1,
    issuer: 'https://idp.example.com/',
    sub: `sub-${number}`,
    clientId: 'seeded',
    consentId: `consent-${number}`,
    detailsAsked: null,
    detailsGranted: null,
    hubConsent: null,
    boundTo: null,
    scopesAsked: ['openid', 'profile', 'offline_access'],
    scopesGranted: ['openid', 'profile', 'offline_access'],
    permissions: ['accounts', 'balances', 'transactions'],
    authorizedAtMs,
    refreshedAtMs: null,
    tokenGoodUntilMs: null,
    revokeAtMs: null,
    revokeUntilMs: null,
    revokeAttempts: 0,
    nextTryAtMs: null,
    possiblySpentAtMs: null,
    refreshAttempts: 0,
    consentUntilMs: authorizedAtMs + 365 * dayMs,
    consentNoticeMs: null,
    refreshFromMs: null,
    refreshUntilMs: null,
    refreshNoticeMs: null,
    problem: null,
    endedAtMs: null,
    receiptHost: null,
    signedInAtMs: null,
    receiptStatus: null,
  }
}

/** Of a hundred, eighty work, eight have a passing problem, seven have ended, five are revoked. */
function stateOf(random: number, nowMs: number): Partial<GrantRow> {
  const host = 'products.example.com'
  if (random < 0.8) return {}
  if (random < 0.88) return { problem: { code: 'server_unavailable', detail: { host } } }
  if (random < 0.95)
    return {
      state: 'ended',
      nextTryAtMs: null,
      endedAtMs: nowMs - dayMs,
      problem: { code: 'grant_ended', detail: {} },
    }
  return {
    state: 'revoked',
    nextTryAtMs: null,
    endedAtMs: nowMs - 2 * dayMs,
    receiptHost: 'idp.example.com',
    receiptStatus: 200,
    revokeAttempts: 1,
  }
}

function accountsOf(random: () => number, asOfMs: number): Account[] {
  return accountNames.slice(0, 1 + Math.floor(random() * accountNames.length)).map((name, index) => ({
    key: `account-${index}`,
    id: `account-${index}`,
    category: 'deposit',
    type: null,
    name,
    mask: String(Math.floor(random() * 10_000)).padStart(4, '0'),
    currency: 'USD',
    balances: { current: (Math.floor(random() * 10_000_000) / 100).toFixed(2) },
    balanceType: 'asset',
    asOfDay: null,
    asOfMs,
    unavailable: false,
    isEarlier: false,
    unreadable: [],
  }))
}

/** Numbers from 0 to 1, the same for the same start (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { connections: { type: 'string', default: '10000' }, data: { type: 'string' } },
  })
  const count = Number(values.connections)
  if (values.data === undefined || !Number.isInteger(count) || count < 1 || count > 100_000) {
    console.error('npm run seed -- --data DIR [--connections 1 to 100000]')
    process.exitCode = 1
  } else {
    seed(resolve(values.data), count)
    console.log(`${count} connections in ${values.data}. See them: MOORING_DATA=${values.data} npm start`)
  }
}
