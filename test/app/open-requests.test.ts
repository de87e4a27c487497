import { expect, test } from 'vitest'
import { parseOpenRequest, createOpenRequests } from '../../electron/main/app/open-requests.ts'
import type { OpenRequest } from '../../shared/models/app.ts'

test.each([
  [['mooring', '--flag', 'mooring://connection/3b9e21c4-7d55'], '3b9e21c4-7d55'],
  [['mooring://connection/c1/'], 'c1'],
  [['mooring://connection/'], null],
  [['mooring://connection/c1?revoke=now'], null],
  [['mooring://connection/c1#x'], null],
  [['mooring://connection/../c1'], null],
  [['mooring://revoke/c1'], null],
  [['https://connection/c1'], null],
  [[`mooring://connection/${'a'.repeat(65)}`], null],
  [[], null],
])('of %s an address can only show a connection', (words, id) => {
  expect(parseOpenRequest(words)).toEqual(id === null ? null : { kind: 'connection', id })
})

test('a request before the page listens waits for it, and is delivered once', () => {
  const told: OpenRequest[] = []
  const openRequests = createOpenRequests((what) => told.push(what))
  openRequests.add({ kind: 'view', view: 'health' })
  openRequests.add({ kind: 'connection', id: 'c1' })
  expect(told).toEqual([])
  expect([openRequests.take(), openRequests.take()]).toEqual([{ kind: 'connection', id: 'c1' }, null])
  openRequests.add({ kind: 'view', view: 'activity' })
  expect(told).toEqual([{ kind: 'view', view: 'activity' }])
})
