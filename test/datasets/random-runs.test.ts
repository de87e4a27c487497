import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { users } from '../../electron/main/sandbox/users.ts'
import { limits } from '../support/limits.ts'
import { playLife } from './play-life.ts'

test(
  'after 10 random runs, some of them killed, each account has what its ledger has',
  { timeout: limits.longMs, tags: 'thorough' },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dataset-'))
    try {
      const accounts = users.find(({ username }) => username === 'mikomo_15')?.accounts ?? []
      const startMs = Date.parse('2026-11-26T09:00:00Z')
      const life = { seed: 'everyday', zone: 'America/New_York', accounts, startMs, runs: 10 }
      const { killed, faults } = await playLife(
        { ...life, path: join(folder, 'dataset.sqlite') },
        'at random',
      )
      expect(faults).toEqual([])
      expect(killed).toBeGreaterThan(1)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
