import { expect, test } from 'vitest'
import { users } from '../../electron/main/sandbox/users.ts'
import { limits } from '../support/limits.ts'
import { playAppLife } from './app-life.ts'

const accounts = users.find(({ username }) => username === 'mikomo_15')?.accounts ?? []

test(
  'the whole app, killed at its commits and requests over HTTP, has what Mikomo’s ledger has',
  async () => {
    const { killed, faults } = await playAppLife({ seed: 'app', runs: 40, accounts })
    expect(faults).toEqual([])
    expect(killed).toBeGreaterThan(5)
  },
  limits.longMs * 2,
)
