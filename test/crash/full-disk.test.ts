import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noSmallDisk } from '../support/small-disk.ts'
import { startCrashApp, type CrashApp } from './app.ts'
import { createSetup, type OpenSetup } from './setup.ts'

let setup: OpenSetup
let app: CrashApp

describe.skipIf(noSmallDisk !== null)(
  `a disk that fills during a flow${noSmallDisk === null ? '' : `: ${noSmallDisk}`}`,
  { tags: 'thorough' },
  () => {
    beforeEach(async () => {
      setup = await createSetup({
        hasGrace: false,
        hasLongTokens: false,
        keychain: 'files',
        diskKilobytes: 8192,
      })
      app = await startCrashApp(setup.options)
    })
    afterEach(async () => {
      await app.stop()
      await setup.close()
    })

    const consents = () => setup.bank.consents().map(({ state }) => state)

    test('a link whose tokens came is revoked, which is said once and truly [R16]', async () => {
      const { institutionId } = setup
      const steps = await app.stepsOf('link', { institutionId })
      const [{ id } = { id: '' }] = (await app.call('report', undefined)).connections
      await app.call('revoke', { id })
      await app.call('remove', { id })

      const ended = await app.fillAt({ step: steps.indexOf('after POST /token') }, 'link', { institutionId })
      expect(ended).toContain('disk_full')
      expect(consents()).toEqual(['revoked', 'revoked'])
      await app.call('freeDisk', { folder: setup.options.folder })
      const said = { connections: [], openAttempts: 0, leftOver: 0, orphansRevoked: 1, orphans: [] }
      expect(await app.call('report', undefined)).toMatchObject(said)

      await app.stop()
      app = await startCrashApp(setup.options)
      expect(await app.call('report', undefined)).toMatchObject(said)
    })
  },
)
