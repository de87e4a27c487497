import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import { keePassXcMissing, startKeePassXc, type KeePassXc } from '../support/keepassxc.ts'
import { limits } from '../support/limits.ts'
import { startChildWorker } from '../support/worker.ts'

// The app's keychain at a Secret Service that nobody of this project wrote.

let service: KeePassXc | null = null
beforeEach(async () => {
  if (keePassXcMissing === null) service = await startKeePassXc()
}, limits.longMs)
afterEach(() => service?.stop())

const because = keePassXcMissing === null ? '' : ` (${keePassXcMissing})`

test.skipIf(keePassXcMissing !== null)(
  `KeePassXC keeps short and long secrets, in their places, over a restart of its own${because} [R3]`,
  async () => {
    if (service === null) throw new Error('KeePassXC was not started')
    const { env } = service
    const keychain = openKeychain({ service: 'app.mooring.test', startWorker: () => startChildWorker(env) })
    try {
      expect(await keychain.probe()).toEqual({ state: 'keychain' })
      const long = 'x'.repeat(9000)
      for (const secret of ['first', long, 'second, ü 漢']) {
        expect(await keychain.set('grant/g1', secret)).toEqual({ state: 'ok', value: null })
        expect(await keychain.get('grant/g1')).toEqual({ state: 'ok', value: secret })
      }
      expect(await keychain.set('grant/g2', long)).toEqual({ state: 'ok', value: null })
      await service.restart()
      expect(await keychain.get('grant/g1')).toEqual({ state: 'ok', value: 'second, ü 漢' })
      expect(await keychain.get('grant/g2')).toEqual({ state: 'ok', value: long })
      expect(await keychain.delete('grant/g2')).toEqual({ state: 'ok', value: null })
      expect(await keychain.get('grant/g2')).toEqual({ state: 'missing' })
    } finally {
      keychain.close()
    }
  },
  limits.longMs,
)
