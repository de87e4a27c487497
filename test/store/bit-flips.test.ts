import { expect, test } from 'vitest'
import { flipBits } from '../support/bit-flips.ts'

test(
  'a flipped bit of the database loses nothing silently and hides no list [R8]',
  { tags: 'thorough' },
  () => {
    expect(flipBits(40, 1)).toMatchObject({ 'lost silently': [], 'list hidden': [] })
  },
)
