import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { users } from '../../electron/main/sandbox/users.ts'
import { limits } from '../support/limits.ts'
import type { Kill } from './life-child.ts'
import { playLife } from './play-life.ts'
import { randomAccounts } from './random-accounts.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'datasets-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** 40, which are 1,000 runs, take a quarter of an hour: MOORING_LIVES=40. */
const lives = Number(process.env['MOORING_LIVES'] ?? 4)
const runsEach = 25
const zones = ['America/New_York', 'Asia/Tokyo', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']
const difficult = users.find(({ username }) => username === 'mikomo_15')?.accounts ?? []

test(
  `after ${lives * runsEach} random runs with kills at their commits, 0 rows are lost and 0 doubled`,
  async () => {
    const faults: string[] = []
    let killed = 0
    for (let number = 0; number < lives; number += 1) {
      const seed = `life ${number}`
      // Another day of the year each time: leap days and the ends of years are among them.
      const startMs = Date.parse('2027-08-01T09:00:00Z') + number * 9 * 86_400_000 + number * 3_700_000
      const played = await playLife(
        {
          path: join(folder, `${number}.sqlite`),
          seed,
          zone: zones[number % zones.length] ?? 'UTC',
          accounts: [...difficult, ...randomAccounts(seed, 5)],
          startMs,
          runs: runsEach,
        },
        'at random',
      )
      killed += played.killed
      faults.push(...played.faults.map((fault) => `${seed}: ${fault}`))
    }
    expect(faults).toEqual([])
    expect(killed).toBeGreaterThan(lives * 4)
  },
  limits.longMs * 3,
)

test(
  'a run may be killed before and after each of its commits',
  async () => {
    const accounts = difficult.slice(0, 3)
    const kills = Array.from({ length: 6 }, (_, number): Kill[] => [
      { what: 'before commit', number },
      { what: 'after commit', number },
    ]).flat()
    const life = { seed: 'commits', zone: 'UTC', accounts, startMs: Date.parse('2026-11-26T09:00:00Z') }
    const played = await playLife(
      { ...life, path: join(folder, 'dataset.sqlite'), runs: kills.length },
      kills,
    )
    expect(played).toEqual({ killed: kills.length, faults: [] })
  },
  limits.longMs,
)
