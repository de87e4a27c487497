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
  listSecretsOfUnknown,
  listOrphanSecrets,
  recordSecret,
  readStamp,
  saveStamp,
  eraseSecretRecord,
  type LedgerRow,
} from '../../electron/main/store/ledger.ts'
import { insertRegistration } from '../../electron/main/store/registrations.ts'
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
  account: 'grant/g1/1',
  grantId: 'g1',
  generation: 1,
  registrationId: 'r1',
  institutionId: 'i1',
  institutionName: 'Northbridge Bank',
  isDeletable: false,
  inMemory: false,
  notedBy: '1:run',
  notedAtMs: 5,
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
    createdAtMs: 1,
  })
}

test('a recorded name is there after a restart, and an erased one is not', () => {
  write(store, () => recordSecret(store, token))
  write(store, () => recordSecret(store, { ...token, account: 'grant/g1/2', generation: 2 }))
  write(store, () => eraseSecretRecord(store, 'grant/g1/1'))
  reopen()
  expect(listRecordedSecrets(store)).toEqual([{ ...token, account: 'grant/g1/2', generation: 2 }])
  expect(findRecordedSecret(store, 'grant/g1/1')).toBeUndefined()
})

test('the ledger is a file of its own for its owner only, and no copy of the database holds it', () => {
  write(store, () => recordSecret(store, token))
  expect(statSync(join(folder, 'ledger.db')).mode & 0o777).toBe(0o600)
  store.prepare('VACUUM INTO ?').run(join(folder, 'copy.db'))
  expect(store.prepare("SELECT name FROM main.sqlite_schema WHERE name LIKE '%secrets%'").all()).toEqual([])
  reopen(() => renameSync(join(folder, 'copy.db'), join(folder, 'mooring.db')))
  expect(listRecordedSecrets(store)).toEqual([token])
})

test('a secret without an owner is an orphan only if it may be deleted [R1]', () => {
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
  expect(listOrphanSecrets(store).map(({ account }) => account)).toEqual(['registration/r2'])
  expect(listSecretsOfUnknown(store).map(({ account }) => account)).toEqual(['grant/g1/1'])
})

test('secrets in another run’s memory are lost, those in this run’s are not', () => {
  write(store, () => recordSecret(store, { ...token, inMemory: true }))
  expect(listLostFromMemory(store, '1:run')).toEqual([])
  expect(listLostFromMemory(store, '2:run').map(({ account }) => account)).toEqual(['grant/g1/1'])
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

test('a ledger of the first version keeps its names [R10]', () => {
  insertDesk()
  write(store, () => recordSecret(store, token))
  reopen(() => {
    const ledger = new Database(join(folder, 'ledger.db'))
    ledger.exec(
      'DROP TABLE receipts_end; DROP TABLE keychain; ALTER TABLE secrets DROP COLUMN deletable; PRAGMA user_version = 1; PRAGMA application_id = 0',
    )
    ledger.close()
  })
  expect(listRecordedSecrets(store)).toEqual([token])
})
