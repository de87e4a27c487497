import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import Database from 'better-sqlite3'
import { changesAfter } from '../../../electron/main/datasets/store/changes.ts'
import { openDatasetFile, type DatasetFile } from '../../../electron/main/datasets/store/dataset-file.ts'
import { deleteConnection } from '../../../electron/main/datasets/store/delete-connection.ts'
import { countRows } from '../../../electron/main/datasets/store/queries.ts'
import { noonMs, owner, runOnce, transaction } from '../../support/dataset.ts'

let folder: string
let file: DatasetFile
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-delete-'))
  file = openDatasetFile(join(folder, 'Books.db'))
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true, force: true })
})

const other = { ...owner, connectionId: 'connection-2', sub: 'sub-2', login: 'mikomo_2' }
const secret = (index: number) => `Clinic-${index}-of-${'x'.repeat(40)}`
/** Enough for many pages, in changes too. */
const sent = (description = secret) =>
  Array.from({ length: 3000 }, (_, index) =>
    transaction({ id: `t${index}`, amount: `-${index}.00`, description: description(index) }),
  )

function bytesOnDisk(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('')
}

test('deleting a connection deletes rows, changes and snapshots, and the pages that SQLite would keep', () => {
  runOnce(file, { of: other, sent: { checking: [transaction({ description: 'kept', amount: '-9999.00' })] } })
  runOnce(file, { sent: { checking: sent() } })
  runOnce(file, { sent: { checking: sent((index) => `Doctor-${secret(index)}`) } })
  expect(bytesOnDisk()).toContain('Clinic-')
  deleteConnection(file, owner.connectionId, noonMs)
  expect(bytesOnDisk()).not.toMatch(/Clinic-|Doctor-|mikomo_1/)
  expect(countRows(file)).toEqual({ rows: 1, accounts: 1, connections: 1 })
  expect(file.db.prepare('SELECT count(*) AS n FROM transaction_changes').get()).toEqual({ n: 1 })
  expect(file.db.pragma('foreign_key_check')).toEqual([])
  expect(file.db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
})

test('a copy sees which connection to delete, and what came after', () => {
  runOnce(file, { sent: { checking: [transaction()] } })
  const { run } = changesAfter(file, 0)
  deleteConnection(file, owner.connectionId, noonMs)
  const deleted = {
    run: 2,
    deletedConnections: ['connection-1'],
    months: [],
    connections: true,
    balances: true,
  }
  expect(changesAfter(file, run)).toMatchObject(deleted)
  deleteConnection(file, owner.connectionId, noonMs)
  expect(changesAfter(file, run)).toMatchObject(deleted)
  runOnce(file, { sent: { checking: [transaction()] } })
  expect(changesAfter(file, run)).toMatchObject({
    run: 3,
    deletedConnections: ['connection-1'],
    months: [{ connectionId: 'connection-1', accountId: 2, month: '2026-11' }],
  })
  expect(changesAfter(file, 3).deletedConnections).toEqual([])
})

test('numbers of deleted rows are not given again', () => {
  runOnce(file, { sent: { checking: [transaction(), transaction()] } })
  deleteConnection(file, owner.connectionId, noonMs)
  runOnce(file, { of: other, sent: { checking: [transaction()] } })
  expect(file.db.prepare('SELECT transaction_id FROM transactions').all()).toEqual([{ transaction_id: 3 }])
})

test(
  'while another program reads, deleted pages stay, which is told; the next call deletes them',
  { tags: 'thorough' },
  () => {
    runOnce(file, { sent: { checking: sent() } })
    const reader = new Database(file.path, { readonly: true })
    reader.exec('BEGIN; SELECT count(*) FROM transactions')
    expect(() => deleteConnection(file, owner.connectionId, noonMs)).toThrow(
      expect.objectContaining({ code: 'dataset_in_use' }),
    )
    expect(countRows(file).rows).toBe(0)
    reader.close()
    deleteConnection(file, owner.connectionId, noonMs)
    expect(bytesOnDisk()).not.toContain('Clinic-')
  },
)
