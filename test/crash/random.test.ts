import { expect, test } from 'vitest'
import { limits } from '../support/limits.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { killAtRandom } from './random-kills.ts'

const seed = Number(process.env['MOORING_SEED'] ?? Date.now() % 1_000_000)

test(
  `killed at random moments, app and bank agree after the next start, or the window says why not (seed ${seed})`,
  { timeout: limits.longMs, tags: 'thorough' },
  async () => {
    const kind = { hasGrace: false, hasLongTokens: false, keychain: 'files' as const }
    const { rounds, faults } = await killAtRandom(kind, {
      flows: ['link', 'refresh', 'revoke'],
      kills: 6,
      random: seededRandom(seed),
    })
    expect(faults.map(({ message }) => message)).toEqual([])
    expect(rounds).toHaveLength(6)
  },
)
