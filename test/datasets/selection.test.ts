import { expect, test } from 'vitest'
import { hasAccessEnded, isSelected } from '../../electron/main/datasets/selection.ts'

const connection = { id: 'c1', labels: ['Books', 'Ana'] }

test('a selection has all connections, those that are named, or those with one of its labels now', () => {
  expect(isSelected({ kind: 'all' }, connection)).toBe(true)
  expect(isSelected({ kind: 'connections', ids: ['c1', 'c2'] }, connection)).toBe(true)
  expect(isSelected({ kind: 'connections', ids: ['c2'] }, connection)).toBe(false)
  expect(isSelected({ kind: 'labels', labels: ['Ana'] }, connection)).toBe(true)
  expect(isSelected({ kind: 'labels', labels: ['Ben'] }, connection)).toBe(false)
})

test.each([
  ['revoked', null, true],
  ['revocation-pending', null, true],
  ['cannot-revoke', 'revocation_refused', true],
  ['needs-consent', 'grant_ended', true],
  ['needs-consent', 'consent_expired', true],
  // The consent goes on: a relink is all it needs.
  ['needs-consent', 'secret_missing', false],
  ['needs-consent', 'answer_lost', false],
  ['needs-consent', 'no_refresh_token', false],
  ['needs-consent', 'refresh_token_expired', false],
  // Revoke can still be undone.
  ['revoking', null, false],
  ['active', null, false],
  ['unreadable', 'row_damaged', false],
] as const)('the access of a connection that is %s (%s) has ended for good: %s', (status, code, hasEnded) => {
  expect(hasAccessEnded({ status, problem: code && { code, detail: {} } })).toBe(hasEnded)
})
