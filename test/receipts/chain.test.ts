import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportReceipts } from '../../electron/main/export/receipts.ts'
import { appendReceipt, beginBranchIfRestored } from '../../electron/main/receipts/append.ts'
import { canonicalJson, checkReceipts, readEntry } from '../../electron/main/receipts/chain.ts'
import { backUp } from '../../electron/main/store/backups.ts'
import { closeStore, openInstead, openStore, type Store } from '../../electron/main/store/database.ts'
import { eachReceipt } from '../../electron/main/store/receipts.ts'
import type { ConsentSubject } from '../../shared/models/consent-receipt.ts'

let folder: string
let store: Store
const file = () => join(folder, 'mooring.db')
const startMs = Date.UTC(2026, 10, 20, 12)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-receipts-'))
  store = openStore(file())
})
afterEach(() => {
  closeStore(store)
  rmSync(folder, { recursive: true, force: true })
})

const subject = (change: Partial<ConsentSubject> = {}): ConsentSubject => ({
  linkId: null,
  connectionId: 'c1',
  grantId: 'g1',
  institution: 'Bank',
  registration: 'Books',
  aggregator: null,
  login: 'ana',
  ...change,
})

/** Appends so many entries, an hour apart. */
function append(count: number, about = subject()): void {
  for (let index = 0; index < count; index++) {
    const number = [...eachReceipt(store)].length
    appendReceipt({ store, now: () => startMs + number * 3_600_000 }, about, { kind: 'revocation-requested' })
  }
}

/** Changes the table as an editor of SQLite files can, who drops the triggers first and makes them again. */
function tamper(sql: string): void {
  closeStore(store)
  const raw = new Database(file())
  const triggers = raw
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'consent_receipts'",
    )
    .all()
  for (const { name } of triggers) raw.exec(`DROP TRIGGER ${name}`)
  raw.exec(sql)
  for (const trigger of triggers) raw.exec(trigger.sql)
  raw.close()
  store = openStore(file())
}

test('the database refuses to change, delete, replace or insert between receipts', () => {
  append(3)
  for (const sql of [
    `UPDATE consent_receipts SET entry = '{}'`,
    'DELETE FROM consent_receipts',
    `INSERT OR REPLACE INTO consent_receipts (number, entry, hash) VALUES (2, '{}', '${'b'.repeat(64)}')`,
    `REPLACE INTO consent_receipts (number, entry, hash) SELECT 9, entry, hash FROM consent_receipts WHERE number = 1`,
    `INSERT INTO consent_receipts (number, entry, hash) VALUES (0, '{}', '${'b'.repeat(64)}')`,
  ]) {
    expect(() => store.exec(sql)).toThrow('consent receipts are append-only')
  }
  expect(checkReceipts(store)).toMatchObject({ count: 3, damage: null })
})

test('anybody can check an export: each hash is of the text beside it, which names the hash before', async () => {
  append(3)
  let text = ''
  await exportReceipts(
    {
      store,
      now: () => startMs,
      saveFile: async (_name, writeContent) => {
        await writeContent(async (part) => void (text += part), 'scratch')
        return true
      },
    },
    { format: 'json' },
  )
  const { entries, chain } = JSON.parse(text) as {
    entries: { number: number; hash: string; hashed: string }[]
    chain: { newestNumber: number; newestHash: string }
  }
  let previous = '0'.repeat(64)
  for (const { hash, hashed } of entries) {
    expect(createHash('sha256').update(hashed).digest('hex')).toBe(hash)
    expect((JSON.parse(hashed) as { previous: string }).previous).toBe(previous)
    previous = hash
  }
  expect(chain).toMatchObject({ newestNumber: 3, newestHash: previous })
})

test.each([
  ['changed', `UPDATE consent_receipts SET entry = replace(entry, 'ana', 'eve') WHERE number = 2`, 2, 1],
  ['changed', `UPDATE consent_receipts SET entry = '{}' WHERE number = 3`, 3, 1],
  ['changed', `UPDATE consent_receipts SET hash = '${'c'.repeat(64)}' WHERE number = 1`, 1, 0],
  ['missing', 'DELETE FROM consent_receipts WHERE number = 2', 2, 0],
  ['missing', 'DELETE FROM consent_receipts WHERE number = 1', 1, null],
  ['cut-off', 'DELETE FROM consent_receipts WHERE number > 2', 4, 1],
])('what is %s is found, with its number and time (%s)', (what, sql, number, hour) => {
  append(4)
  tamper(sql)
  const atMs = hour === null ? null : startMs + hour * 3_600_000
  expect(checkReceipts(store).damage).toEqual({ what, number, atMs })
})

test('an entry that was changed with its own hash no longer fits the next', () => {
  append(3)
  const [, second] = [...eachReceipt(store)]
  const forged = (second?.entry ?? '').replace('ana', 'eve')
  const hash = createHash('sha256').update(forged).digest('hex')
  tamper(`UPDATE consent_receipts SET entry = '${forged}', hash = '${hash}' WHERE number = 2`)
  expect(checkReceipts(store).damage).toMatchObject({ what: 'changed', number: 3 })
})

test('after a restored backup the receipts go on with a branch that names the old end', () => {
  append(2)
  backUp(store, file(), 'daily', Date.now())
  append(3)
  const oldEnd = [...eachReceipt(store)].at(-1)
  closeStore(store)
  store = openInstead(file(), 'backup')
  expect(checkReceipts(store).damage).toMatchObject({ what: 'cut-off', number: 5 })

  beginBranchIfRestored({ store, now: () => startMs })
  beginBranchIfRestored({ store, now: () => startMs })
  append(1)
  const rows = [...eachReceipt(store)]
  expect(rows.map((row) => readEntry(row)?.fact.kind).slice(2)).toEqual(['branch', 'revocation-requested'])
  expect(readEntry(rows[2] ?? { entry: '' })?.fact).toMatchObject({ oldNumber: 5, oldHash: oldEnd?.hash })
  expect(checkReceipts(store)).toMatchObject({ count: 4, damage: null })
})

test('an empty database instead of a damaged one begins with a branch, before its first receipt', () => {
  append(2)
  closeStore(store)
  store = openInstead(file(), 'nothing')
  append(1)
  expect([...eachReceipt(store)].map((row) => readEntry(row)?.fact.kind)).toEqual([
    'branch',
    'revocation-requested',
  ])
})

test('the canonical form is the same for the same content, and reads back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
  expect(canonicalJson({ b: [1, { d: 'é', c: null }], a: true })).toBe(
    '{"a":true,"b":[1,{"c":null,"d":"é"}]}',
  )
})

test('a hostile name is text in the HTML, and can’t turn the direction of what is around it', async () => {
  const hostile = `</title><script>alert(1)</script><img src=x onerror="alert(1)">'&\u202Etxt.exe\u0000`
  append(1, subject({ institution: hostile, login: hostile, registration: hostile }))
  let html = ''
  await exportReceipts(
    {
      store,
      now: () => startMs,
      saveFile: async (_name, writeContent) => {
        await writeContent(async (part) => void (html += part), 'scratch')
        return true
      },
    },
    { connectionId: 'c1', format: 'html' },
  )
  expect(html).not.toMatch(/<script|<img/)
  expect(html).not.toContain('\u0000')
  expect(html).toContain('<bdi>&lt;/title&gt;&lt;script&gt;')
  expect(html).toContain(`default-src 'none'`)
})
