import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../support/limits.ts'
import { noSmallDisk } from '../support/small-disk.ts'
import { startCrashApp, type CrashApp } from './app.ts'
import { playRound, type FlowName, type Round } from './rounds.ts'
import { createSetup, type OpenSetup } from './setup.ts'

describe.skipIf(noSmallDisk !== null).each<FlowName>(['link', 'relink', 'refresh', 'revoke'])(
  `%s on a disk that fills at any step${noSmallDisk === null ? '' : `: ${noSmallDisk}`}`,
  (flow) => {
    let setup: OpenSetup
    let app: CrashApp
    beforeAll(async () => {
      setup = await createSetup({
        hasGrace: false,
        hasLongTokens: false,
        keychain: 'files',
        diskKilobytes: 8192,
      })
      app = await startCrashApp(setup.options)
    })
    afterAll(async () => {
      await app.stop()
      await setup.close()
    })

    test(
      'once there is space, app and institution agree after the next start, or the window says why not [R5]',
      { timeout: limits.longMs },
      async () => {
        const rounds: Round[] = []
        for (let step = 0; ; step++) {
          const played = await playRound(setup, app, { flow, moment: { step }, hit: 'fillAt' })
          app = played.app
          if (played.round === null) break
          rounds.push(played.round)
        }
        expect(rounds.length).toBeGreaterThan(8)
      },
    )
  },
)
