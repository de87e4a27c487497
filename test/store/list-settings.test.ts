import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainListSettings, type ListSettings } from '../../shared/list-arrangement.ts'
import {
  readListSettings,
  readPreferences,
  writeListSettings,
} from '../../electron/main/store/preferences.ts'
import { openHarness, type Harness } from '../support/harness.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

test('the arrangement of the list, its columns and its views are kept [W-B17]', () => {
  const { store } = harness.deps
  expect(readListSettings(store)).toEqual(plainListSettings)
  const chosen: ListSettings = {
    arrangement: { search: '', filter: 'active', sort: 'consent', isDescending: true, group: 'label' },
    columns: ['refreshed', 'error'],
    accountColumns: ['kind'],
    views: [{ ...plainListSettings.arrangement, name: 'Fund II, failing', search: 'label:fund' }],
  }
  writeListSettings(store, chosen)
  expect(readListSettings(store)).toEqual(chosen)
  expect(readPreferences(store).updates).toBe(true)
})

test('what was kept before the Accounts view had a menu of columns is kept still [W-B17]', () => {
  const { store } = harness.deps
  const { accountColumns, ...earlier } = { ...plainListSettings, columns: ['refreshed'] }
  store.prepare("INSERT INTO preferences (name, value) VALUES ('list', ?)").run(JSON.stringify(earlier))
  expect(readListSettings(store)).toEqual({ ...earlier, accountColumns })
})

test('an arrangement that this version does not know is the plain one, not an error [W-B17]', () => {
  const { store } = harness.deps
  store.prepare("INSERT INTO preferences (name, value) VALUES ('list', ?)").run('{"columns":["moon"]}')
  expect(readListSettings(store)).toEqual(plainListSettings)
})
