import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { labelConnections } from '../../../electron/main/connections/model/label.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { migrate, migrations } from '../../../electron/main/store/migrations/index.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

const labelsOf = (id: string) => viewConnection(harness.deps, id).labels

test('labels are added to those that a connection has, and only the named ones are removed [W-B7]', async () => {
  const first = await linkMikomo(harness)
  const second = await linkMikomo(harness, 'mikomo_4')
  labelConnections(harness.deps, [first.id], { add: ['Household'], remove: [] })
  labelConnections(harness.deps, [first.id, second.id], { add: ['Fund II', 'Quarter end'], remove: [] })
  expect(labelsOf(first.id)).toEqual(['Household', 'Fund II', 'Quarter end'])
  labelConnections(harness.deps, [first.id, second.id], { add: ['Payroll'], remove: ['Fund II'] })
  expect(labelsOf(first.id)).toEqual(['Household', 'Quarter end', 'Payroll'])
  expect(labelsOf(second.id)).toEqual(['Quarter end', 'Payroll'])
})

test('a label in another spelling is not added twice, and the spelling that it has stays [W-B7]', async () => {
  const { id } = await linkMikomo(harness)
  labelConnections(harness.deps, [id], { add: ['Büro', 'BURO'], remove: [] })
  labelConnections(harness.deps, [id], { add: ['büro'], remove: [] })
  expect(labelsOf(id)).toEqual(['Büro'])
  labelConnections(harness.deps, [id], { add: [], remove: ['buro'] })
  expect(labelsOf(id)).toEqual([])
})

test('two hundred labels fit on a connection, one more is refused and changes nothing [W-B7]', async () => {
  const { id } = await linkMikomo(harness)
  const many = Array.from({ length: 200 }, (_, index) => `Label ${index}`)
  labelConnections(harness.deps, [id], { add: many, remove: [] })
  expect(() => labelConnections(harness.deps, [id], { add: ['One more'], remove: [] })).toThrow(
    'invalid_input',
  )
  expect(labelsOf(id)).toEqual(many)
})

test('the label of an earlier version is the first of several, to the letter [W-B7]', () => {
  const store = new Database(':memory:')
  const step = migrations.findIndex((sql) => sql.includes('DROP COLUMN label'))
  migrate(store, migrations.slice(0, step))
  store.pragma('foreign_keys = OFF')
  const add = store.prepare(
    `INSERT INTO connections (id, registration_id, institution_id, sub, signed_in_as, grant_id, created_at, label)
     VALUES (?, 'r', 'i', ?, 'login', 'g', 1, ?)`,
  )
  add.run('c1', 's1', 'Fund "II", ½ of it')
  add.run('c2', 's2', null)
  migrate(store)
  expect(store.prepare('SELECT labels FROM connections ORDER BY id').pluck().all()).toEqual([
    JSON.stringify(['Fund "II", ½ of it']),
    '[]',
  ])
  store.close()
})
