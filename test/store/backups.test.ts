import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listActivity, appendActivity } from '../../electron/main/store/activity.ts'
import { backUp, lastDailyMs, lastGoodBackup } from '../../electron/main/store/backups.ts'
import { checkDatabase } from '../../electron/main/store/check.ts'
import { closeStore, openInstead, openStore, type Store } from '../../electron/main/store/database.ts'

const dayMs = 24 * 60 * 60_000
const startMs = Date.UTC(2026, 10, 1, 9, 30)

let folder: string
let file: string
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-backups-'))
  file = join(folder, 'mooring.db')
  store = openStore(file)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const copies = () => readdirSync(join(folder, 'backups')).toSorted()
const say = (institutionName: string) =>
  appendActivity(store, { connectionId: 'c1', institutionName, atMs: 1, kind: 'linked' })
const said = (from: Store) => listActivity(from, { limit: 10 }).map(({ institutionName }) => institutionName)

function damage(): void {
  closeStore(store)
  truncateSync(file, 0)
  writeFileSync(`${file}-wal`, 'rest')
}

test('seven days are kept, the newest first, and the copies of migrations are counted apart', () => {
  backUp(store, file, 'v1', startMs - dayMs)
  for (let day = 0; day < 10; day += 1) backUp(store, file, 'daily', startMs + day * dayMs)
  expect(copies()).toHaveLength(8)
  expect(copies()[0]).toContain('.v1')
  expect(lastDailyMs(file, startMs + 9 * dayMs)).toBe(startMs + 9 * dayMs)
  expect(lastGoodBackup(file)).toMatchObject({ atMs: startMs + 9 * dayMs, connections: 0 })
})

test('a damaged copy is skipped for an earlier one, and an unfinished one never counts', () => {
  expect(lastGoodBackup(file)).toBeNull()
  backUp(store, file, 'daily', startMs)
  backUp(store, file, 'daily', startMs + dayMs)
  const [first = '', second = ''] = copies().map((name) => join(folder, 'backups', name))
  truncateSync(second, 5000)
  copyFileSync(first, `${first.replace('2026-11-01', '2026-11-09')}.unfinished`)
  expect(lastGoodBackup(file)?.atMs).toBe(startMs)
})

test('a damaged database is set aside with the files beside it, and the last good backup replaces it', () => {
  say('before the copy')
  backUp(store, file, 'daily', startMs)
  say('after the copy')
  damage()
  store = openInstead(file, 'backup')
  expect(said(store)).toEqual(['before the copy'])
  const aside = readdirSync(folder).filter((name) => name.startsWith('damaged-'))
  expect(readdirSync(join(folder, aside[0] ?? '')).toSorted()).toEqual(['mooring.db', 'mooring.db-wal'])
  expect(copies()).toHaveLength(1)
})

test('creating an empty database sets the old one aside too, and keeps the copies', () => {
  say('before')
  backUp(store, file, 'daily', startMs)
  damage()
  store = openInstead(file, 'nothing')
  expect(said(store)).toEqual([])
  expect(lastGoodBackup(file)).not.toBeNull()
})

test('without a good copy nothing is moved', () => {
  damage()
  const before = readdirSync(folder).toSorted()
  expect(() => openInstead(file, 'backup')).toThrow(expect.objectContaining({ code: 'not_found' }))
  expect(readdirSync(folder).toSorted()).toEqual(before)
})

test('the whole check finds a broken reference, and nothing in a good database', () => {
  expect(checkDatabase({ store })).toMatchObject({ isSound: true, faults: 0, lastBackup: null })
  backUp(store, file, 'daily', startMs)
  expect(checkDatabase({ store }).lastBackup).toEqual({ atMs: startMs, connections: 0 })

  store.pragma('foreign_keys = OFF')
  store.exec(
    `INSERT INTO institutions (id, registration_id, connector, name, created_at) VALUES ('i', 'nobody', 'x', 'X', 1)`,
  )
  expect(checkDatabase({ store })).toMatchObject({ isSound: false, faults: 1 })
})

/** A copy that was made while the clock was a year ahead. */
const yearAheadMs = startMs + 366 * dayMs

test('copies from the future count neither as last nor as newest, and take no other copy’s place [R7]', () => {
  for (let day = 0; day < 7; day += 1) backUp(store, file, 'daily', startMs + day * dayMs)
  backUp(store, file, 'daily', yearAheadMs)
  const [ahead = '', ...daily] = copies().toReversed()
  for (const name of daily) utimesSync(join(folder, 'backups', name), startMs / 1000, startMs / 1000)
  utimesSync(join(folder, 'backups', ahead), yearAheadMs / 1000, yearAheadMs / 1000)
  const nowMs = startMs + 7 * dayMs
  expect(lastDailyMs(file, nowMs)).toBe(startMs + 6 * dayMs)
  expect(lastGoodBackup(file, nowMs)?.atMs).toBe(startMs + 6 * dayMs)

  backUp(store, file, 'daily', nowMs)
  expect(copies().filter((name) => name.includes('2026-11'))).toHaveLength(7)
  expect(copies()).toContain(ahead)
  expect(lastDailyMs(file, nowMs)).toBe(nowMs)
})

test('while the clock is years behind, the newest copy is still offered [R7]', () => {
  backUp(store, file, 'daily', startMs)
  backUp(store, file, 'daily', startMs + dayMs)
  expect(lastGoodBackup(file, Date.UTC(2000, 0, 1))?.atMs).toBe(startMs + dayMs)
})

test('a copy counts as made when its file was written, too: there is never more than one a day [R7]', () => {
  backUp(store, file, 'daily', yearAheadMs)
  const writtenMs = startMs + 5 * dayMs
  const [name = ''] = copies()
  utimesSync(join(folder, 'backups', name), writtenMs / 1000, writtenMs / 1000)
  expect(lastDailyMs(file, writtenMs + 1000)).toBe(writtenMs)
})
