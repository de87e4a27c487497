import { expect, test } from 'vitest'
import { readAddress, toHash, type Shown } from '../../renderer/state/address.ts'

test.each<[shown: Shown, hash: string]>([
  [{ view: 'connections', connectionId: null, search: '' }, ''],
  [{ view: 'settings', connectionId: null, search: '' }, '#settings'],
  [{ view: 'connections', connectionId: '3b9e21c4-7d55', search: '' }, '#connections/3b9e21c4-7d55'],
  [{ view: 'accounts', connectionId: 'c1', search: 'Überweisung & 5 %' }, ''],
])('%j is kept in the page’s address', (shown, hash) => {
  const made = toHash(shown)
  if (shown.search === '') expect(made).toBe(hash)
  expect(readAddress(made)).toEqual(shown)
})

test.each(['#nothing-like-it', '#<script>', '#connections/../x', '#'])('%s shows the list', (hash) => {
  expect(readAddress(hash)).toEqual({ view: 'connections', connectionId: null, search: '' })
})
