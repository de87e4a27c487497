import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatasetFile } from '../../../electron/main/datasets/store/dataset-file.ts'
import { killBeforeEffect } from '../../support/kill-at-effect.ts'
import { limits } from '../../support/limits.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'mooring-kill-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const support = join(import.meta.dirname, '../../support/dataset.ts')
const store = join(import.meta.dirname, '../../../electron/main/datasets/store')

const imports = `
  const { appendFileSync } = await import('node:fs')
  const { openDatasetFile } = await import(${JSON.stringify(join(store, 'dataset-file.ts'))})
  const { deleteConnection } = await import(${JSON.stringify(join(store, 'delete-connection.ts'))})
  const { account, owner, payments, runOnce } = await import(${JSON.stringify(support)})`

/** Adds, corrects, posts, loses, joins an account under a new id, and deletes; writes down what is in the file after each commit. */
const story = (path: string, log: string) => `
  const file = openDatasetFile(${JSON.stringify(path)})
  const done = () => appendFileSync(${JSON.stringify(log)}, JSON.stringify(dump(file)) + '\\n')
  const transact = file.db.transaction.bind(file.db)
  file.db.transaction = (work) => {
    const whole = transact(work)
    return { immediate: () => { const result = whole.immediate(); done(); return result } }
  }
  const renamed = account({ key: 'renamed', id: 'a9' })
  const rows = payments(12, 'a')
  runOnce(file, { sent: { checking: rows.map((one, index) => ({ ...one, isPending: index === 3 })) } })
  runOnce(file, { sent: { checking: rows.slice(1).map((one, index) => ({ ...one, id: index === 2 ? 'b' : one.id })) } })
  runOnce(file, { accounts: [renamed], sent: { renamed: payments(12, 'new').slice(1) } })
  deleteConnection(file, owner.connectionId, 0)
  file.close()`

const dumpSource = `
  const dump = ({ db }) => ['runs', 'connections', 'accounts', 'balances', 'transactions', 'transaction_changes', 'coverage',
    'changed_months', 'deleted_connections'].map((table) => db.prepare('SELECT * FROM ' + table + ' ORDER BY 1, 2').all())`

test('a kill at any point leaves the last commit', { timeout: limits.longMs }, async () => {
  const reference = join(folder, 'whole')
  expect(await killBeforeEffect(story(`${reference}.db`, reference), -1, imports + dumpSource)).toBe(false)
  const states = readFileSync(reference, 'utf8').trim().split('\n')
  expect(states.length).toBeGreaterThan(12)
  const reached = new Set<number>()
  for (let effect = 1; ; effect += 1) {
    const path = join(folder, `${effect}.db`)
    const log = join(folder, `${effect}.log`)
    const wasKilled = await killBeforeEffect(story(path, log), effect, imports + dumpSource)
    if (!wasKilled) break
    const commits = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0
    reached.add(commits)
    if (!existsSync(path)) {
      expect(commits).toBe(0)
      continue
    }
    const file = openDatasetFile(path, { mustExist: true })
    expect(file.db.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
    const kept = JSON.stringify(dump(file))
    file.close()
    const before = commits === 0 ? empty(folder) : states[commits - 1]
    // The kill may come between a commit and the note of it.
    expect([before, states[commits]]).toContain(kept)
    for (const end of ['.db', '.log']) rmSync(join(folder, `${effect}${end}`), { force: true })
  }
  expect(reached.size).toBe(states.length + 1)
})

function empty(folder: string): string {
  const file = openDatasetFile(join(folder, 'empty.db'))
  const kept = JSON.stringify(dump(file))
  file.close()
  return kept
}

function dump({ db }: ReturnType<typeof openDatasetFile>): unknown[] {
  return [
    'runs',
    'connections',
    'accounts',
    'balances',
    'transactions',
    'transaction_changes',
    'coverage',
    'changed_months',
    'deleted_connections',
  ].map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all())
}
