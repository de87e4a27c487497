import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeStore, openStore, write, type Store } from '../../electron/main/store/database.ts'
import {
  findRecordedSecret,
  listLostFromMemory,
  listRecordedSecrets,
  listClientSecretsOfUnknown,
  listEntriesToMove,
  listSecretsToDelete,
  listUnclaimedTokens,
  recordSecret,
  readStamp,
  saveStamp,
  eraseSecretRecord,
  type LedgerRow,
} from '../../electron/main/store/ledger.ts'
import { insertRegistration } from '../../electron/main/store/registrations.ts'
import { makeEarlierLedger } from '../support/earlier-ledger.ts'
import { usualProtections } from '../../shared/usual-protections.ts'

let folder: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-ledger-'))
  store = openStore(join(folder, 'mooring.db'))
})
afterEach(() => {
  closeStore(store)
  rmSync(folder, { recursive: true, force: true })
})

const token: LedgerRow = {
  account: 'grant/g1',
  grantId: 'g1',
  generation: 1,
  memoryGeneration: null,
  registrationId: 'r1',
  institutionId: 'i1',
  institutionName: 'Northbridge Bank',
  isDeletable: false,
  recordedBy: '1:run',
  recordedAtMs: 5,
}

function reopen(meanwhile: () => void = () => {}): void {
  closeStore(store)
  meanwhile()
  store = openStore(join(folder, 'mooring.db'))
}

function insertDesk(): void {
  insertRegistration(store, {
    id: 'r1',
    name: 'Desk',
    environment: { kind: 'akoya-sandbox' },
    clientId: 'client-1',
    hasSecret: true,
    publicKey: null,
    protections: usualProtections,
    scopes: ['openid'],
    redirect: { mode: 'loopback' },
    readsNumbers: false,
    createdAtMs: 1,
  })
}

test('a recorded name is there after a restart, and an erased one is not', () => {
  write(store, () => recordSecret(store, token))
  write(store, () => recordSecret(store, { ...token, account: 'grant/g2', grantId: 'g2' }))
  write(store, () => eraseSecretRecord(store, 'grant/g1'))
  reopen()
  expect(listRecordedSecrets(store)).toEqual([{ ...token, account: 'grant/g2', grantId: 'g2' }])
  expect(findRecordedSecret(store, 'grant/g1')).toBeUndefined()
})

test('the ledger is a file of its own for its owner only, and no copy of the database holds it', () => {
  write(store, () => recordSecret(store, token))
  expect(statSync(join(folder, 'ledger.db')).mode & 0o777).toBe(0o600)
  store.prepare('VACUUM INTO ?').run(join(folder, 'copy.db'))
  expect(store.prepare("SELECT name FROM main.sqlite_schema WHERE name LIKE '%secrets%'").all()).toEqual([])
  reopen(() => renameSync(join(folder, 'copy.db'), join(folder, 'mooring.db')))
  expect(listRecordedSecrets(store)).toEqual([token])
})

test('a secret without an owner is deleted only if it may be [R1]', () => {
  insertDesk()
  write(store, () => {
    recordSecret(store, token)
    recordSecret(store, { ...token, account: 'registration/r1', grantId: null, generation: 0 })
    recordSecret(store, {
      ...token,
      account: 'registration/r2',
      grantId: null,
      generation: 0,
      registrationId: 'r2',
      isDeletable: true,
    })
  })
  expect(listSecretsToDelete(store).map(({ account }) => account)).toEqual(['registration/r2'])
  expect(listClientSecretsOfUnknown(store)).toEqual([])
  expect(listUnclaimedTokens(store)).toMatchObject([{ account: 'grant/g1', isUsable: false }])
})

test('the password of a team copy is kept as long as its row is there, and is no client secret', () => {
  const password = { ...token, account: 'team/d1', grantId: null, generation: 0, registrationId: 'd1' }
  write(store, () => {
    recordSecret(store, { ...password, isDeletable: true })
    store.exec(`INSERT INTO datasets (id, draft, path, created_at, planned_from) VALUES ('d1', '{}', '/d1.sqlite', 0, 0);
      INSERT INTO team_copies (dataset_id, target) VALUES ('d1', '{}')`)
  })
  expect(listSecretsToDelete(store)).toEqual([])
  expect(listClientSecretsOfUnknown(store)).toEqual([])
  store.exec('DELETE FROM datasets')
  expect(listSecretsToDelete(store).map(({ account }) => account)).toEqual(['team/d1'])
})

test('secrets in another run’s memory are lost, those in this run’s are not', () => {
  write(store, () => recordSecret(store, { ...token, memoryGeneration: 2 }))
  expect(listLostFromMemory(store, '1:run')).toEqual([])
  expect(listLostFromMemory(store, '2:run')).toMatchObject([{ account: 'grant/g1', generation: 1 }])
})

test('a lost ledger is created again from the rows, without a stamp', () => {
  insertDesk()
  write(store, () => saveStamp(store, 'stamp'))
  expect(readStamp(store)).toBe('stamp')
  reopen(() => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `ledger.db${end}`), { force: true })
  })
  expect(listRecordedSecrets(store).map(({ account }) => account)).toEqual(['registration/r1'])
  expect(readStamp(store)).toBeNull()
})

test('a ledger that is damaged is set aside, never deleted', () => {
  insertDesk()
  reopen(() => writeFileSync(join(folder, 'ledger.db'), 'no database'.repeat(1000)))
  expect(listRecordedSecrets(store).map(({ account }) => account)).toEqual(['registration/r1'])
  expect(readdirSync(folder).filter((name) => name.startsWith('ledger.db.damaged-'))).toHaveLength(1)
})

test.each<[string, (ledger: Database.Database) => void]>([
  ['of another program', (ledger) => ledger.exec('CREATE TABLE notes (text TEXT)')],
  ['with a version and no tables', (ledger) => ledger.pragma('user_version = 2')],
  [
    'that lacks a table',
    (ledger) => ledger.exec('PRAGMA user_version = 1; CREATE TABLE secrets (account TEXT PRIMARY KEY)'),
  ],
])('a ledger that is a sound SQLite file %s is set aside and begun anew [R10]', (_what, make) => {
  insertDesk()
  reopen(() => {
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `ledger.db${end}`), { force: true })
    const other = new Database(join(folder, 'ledger.db'))
    make(other)
    other.close()
  })
  expect(listRecordedSecrets(store).map(({ account }) => account)).toEqual(['registration/r1'])
  expect(readdirSync(folder).filter((name) => name.startsWith('ledger.db.damaged-'))).toHaveLength(1)
})

test('a ledger of a newer Mooring is left as it is [R10]', () => {
  closeStore(store)
  const ledger = new Database(join(folder, 'ledger.db'))
  ledger.pragma('user_version = 99')
  ledger.close()
  expect(() => openStore(join(folder, 'mooring.db'))).toThrow(
    expect.objectContaining({ code: 'database_newer' }),
  )
  expect(readdirSync(folder).filter((name) => name.startsWith('ledger.db.damaged-'))).toEqual([])
})

test.each([1, 3, 4])(
  'a ledger of version %i keeps its secrets, and its entries wait to be moved [R10]',
  (version) => {
    insertDesk()
    reopen(() =>
      makeEarlierLedger(join(folder, 'ledger.db'), version, [
        { account: 'grant/g1/4', grantId: 'g1', generation: 4 },
        { account: 'grant/g1/5', grantId: 'g1', generation: 5, isInMemory: true },
        { account: 'registration/r1', grantId: null, generation: 0 },
      ]),
    )
    expect(listRecordedSecrets(store)).toMatchObject([
      { account: 'grant/g1', generation: 4, memoryGeneration: 5, institutionName: 'Northbridge Bank' },
      { account: 'registration/r1', generation: 0, memoryGeneration: null },
    ])
    expect(listEntriesToMove(store, 'g1').map(({ account }) => account)).toEqual(['grant/g1/5', 'grant/g1/4'])
    expect(readStamp(store)).toBe('earlier stamp')
  },
)
