import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCrashApp, type CrashApp } from './app.ts'
import { playRound, type FlowName, type Round } from './rounds.ts'
import { createSetup, type OpenSetup } from './setup.ts'
import { limits } from '../support/limits.ts'

/** Between the answer that rotated the token and the moment the keychain has the new one: no client can keep it. */
const unkeepable = ['after POST /token', 'before keychain set of grant']
/** A link has to record the name of its entry first. */
const unkeepableOfLink = [
  'after POST /token',
  'before commit of ledger.secrets',
  'after commit of ledger.secrets',
  'before keychain set of grant',
]

const plain = { hasGrace: false, hasLongTokens: false }

describe.each<[string, { hasGrace: boolean; hasLongTokens: boolean }, FlowName, string[]]>([
  ['tokens without a grace period', plain, 'link', unkeepableOfLink],
  ['tokens without a grace period', plain, 'refresh', unkeepable],
  ['tokens without a grace period', plain, 'revoke', []],
  ['long tokens with a grace period', { hasGrace: true, hasLongTokens: true }, 'refresh', []],
])('at a server that rotates %s', (_words, kind, flow, expectedToBeReported) => {
  let setup: OpenSetup
  let app: CrashApp
  beforeAll(async () => {
    setup = await createSetup({ ...kind, keychain: 'files' })
    app = await startCrashApp(setup.options)
  })
  afterAll(async () => {
    await app.stop()
    await setup.close()
  })

  /** One kill for every step there is. */
  async function killEverywhere(): Promise<Round[]> {
    const rounds: Round[] = []
    for (let step = 0; ; step++) {
      const played = await playRound(setup, app, { flow, moment: { step } })
      app = played.app
      if (played.round === null) return rounds
      rounds.push(played.round)
    }
  }

  test(
    `killed at any step of ${flow}, app and institution agree after the next start, or the window says why not`,
    { timeout: limits.longMs },
    async () => {
      const rounds = await killEverywhere()
      const reported = rounds.filter(({ outcome }) => outcome === 'reported').map(({ step }) => step)
      expect([rounds.length > 8, reported]).toEqual([true, expectedToBeReported])
      expect(rounds.some(({ step }) => step.startsWith('only the ledger'))).toBe(true)
    },
  )
})
