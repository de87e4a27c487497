import { expect, test } from 'vitest'
import { flipBits } from '../support/bit-flips.ts'
import { limits } from '../support/limits.ts'

test(
  '400 flipped bits of the database lose nothing silently and hide no list [R8]',
  { timeout: limits.longMs },
  () => {
    const found = flipBits(400, 2)
    process.stdout.write(
      `${Object.entries(found)
        .map(([outcome, places]) => `${outcome}: ${places.length}`)
        .join(', ')}\n`,
    )
    expect(found).toMatchObject({ 'lost silently': [], 'list hidden': [] })
  },
)
