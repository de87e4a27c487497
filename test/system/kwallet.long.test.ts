import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import { kWalletMissing, startKWallet, type KWallet } from '../support/kwallet.ts'
import { limits } from '../support/limits.ts'
import { startChildWorker } from '../support/worker.ts'

// The app's keychain at a Secret Service that nobody of this project wrote.

let service: KWallet | null = null
beforeEach(async () => {
  if (kWalletMissing === null) service = await startKWallet()
}, limits.longMs)
afterEach(() => service?.stop())

const because = kWalletMissing === null ? '' : ` (${kWalletMissing})`

test.skipIf(kWalletMissing !== null)(
  `KWallet keeps short and long secrets, in their places, over a restart of its own${because} [R3]`,
  async () => {
    if (service === null) throw new Error('KWallet was not started')
    const { env } = service
    const keychain = openKeychain({ service: 'app.mooring.test', startWorker: () => startChildWorker(env) })
    try {
      expect(await keychain.probe()).toEqual({ state: 'keychain' })
      const before = service.countItems()
      const long = 'x'.repeat(9000)
      for (const secret of ['first', long, 'second, ü 漢']) {
        expect(await keychain.set('grant/g1', secret)).toEqual({ state: 'ok', value: null })
        expect(await keychain.get('grant/g1')).toEqual({ state: 'ok', value: secret })
      }
      expect(service.countItems()).toBe(before + 1)
      expect(await keychain.set('grant/g2', long)).toEqual({ state: 'ok', value: null })
      await service.restart()
      expect(await keychain.get('grant/g1')).toEqual({ state: 'ok', value: 'second, ü 漢' })
      expect(await keychain.get('grant/g2')).toEqual({ state: 'ok', value: long })
      expect(await keychain.delete('grant/g2')).toEqual({ state: 'ok', value: null })
      expect(await keychain.get('grant/g2')).toEqual({ state: 'missing' })
      expect(service.countItems()).toBe(before + 1)
    } finally {
      keychain.close()
    }
  },
  limits.longMs,
)
