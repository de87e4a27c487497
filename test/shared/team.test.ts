import { expect, test } from 'vitest'
import { teamTarget } from '../../shared/models/team.ts'
import { someTarget } from '../support/team-target.ts'

const takes = (part: object) => teamTarget.safeParse({ ...someTarget, ...part }).success

test('a name that PostgreSQL would cut off is refused, which counts bytes', () => {
  expect(takes({})).toBe(true)
  expect([takes({ user: 'ä'.repeat(31) }), takes({ user: 'ä'.repeat(32) })]).toEqual([true, false])
  // With `_writer` and `_reader` behind it, both would be cut to one and the same role, which reads every row.
  expect([takes({ schema: 'ä'.repeat(25) }), takes({ schema: 'ä'.repeat(32) })]).toEqual([true, false])
  expect([takes({ schema: 'a'.repeat(50) }), takes({ schema: 'a'.repeat(51) })]).toEqual([true, false])
})
