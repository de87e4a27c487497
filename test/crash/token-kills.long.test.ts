import { expect, test } from 'vitest'
import { limits } from '../support/limits.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { killAtRandom } from './random-kills.ts'

const seed = Number(process.env['MOORING_SEED'] ?? Date.now() % 1_000_000)

test(
  `killed 200 times while scripts read a token that has to be renewed, nothing is lost (seed ${seed})`,
  { timeout: 2 * limits.longMs },
  async () => {
    const kind = { hasGrace: true, hasLongTokens: false, keychain: 'files' as const }
    const { rounds, faults } = await killAtRandom(kind, {
      flows: ['token'],
      kills: 200,
      random: seededRandom(seed),
    })
    expect(faults.map(({ message }) => message)).toEqual([])
    expect(rounds).toHaveLength(200)
  },
)
