import { expect, test } from 'vitest'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import { keePassXcMissing, startKeePassXc } from '../support/keepassxc.ts'
import { kWalletMissing, startKWallet } from '../support/kwallet.ts'
import { limits } from '../support/limits.ts'
import { startChildWorker } from '../support/worker.ts'

// The app's keychain at Secret Services that nobody of this project wrote.

interface Keyring {
  env: Record<string, string>
  restart(): Promise<void>
  stop(): Promise<void>
  /** Where it can say so. */
  countItems?: () => number
}

const keyrings: [name: string, missing: string | null, start: () => Promise<Keyring>][] = [
  ['KeePassXC', keePassXcMissing, startKeePassXc],
  ['KWallet', kWalletMissing, startKWallet],
]

for (const [name, missing, start] of keyrings) {
  const because = missing === null ? '' : ` (${missing})`
  test.skipIf(missing !== null)(
    `${name} keeps short and long secrets, in their places, over a restart of its own${because} [R3]`,
    async () => {
      const service = await start()
      const startWorker = () => startChildWorker(service.env)
      const keychain = openKeychain({ service: 'app.mooring.test', startWorker })
      try {
        expect(await keychain.probe()).toEqual({ state: 'keychain' })
        const before = service.countItems?.() ?? 0
        const long = 'x'.repeat(9000)
        for (const secret of ['first', long, 'second, ü 漢']) {
          expect(await keychain.set('grant/g1', secret)).toEqual({ state: 'ok', value: null })
          expect(await keychain.get('grant/g1')).toEqual({ state: 'ok', value: secret })
        }
        expect(service.countItems?.() ?? 1).toBe(before + 1)
        expect(await keychain.set('grant/g2', long)).toEqual({ state: 'ok', value: null })
        await service.restart()
        expect(await keychain.get('grant/g1')).toEqual({ state: 'ok', value: 'second, ü 漢' })
        expect(await keychain.get('grant/g2')).toEqual({ state: 'ok', value: long })
        expect(await keychain.delete('grant/g2')).toEqual({ state: 'ok', value: null })
        expect(await keychain.get('grant/g2')).toEqual({ state: 'missing' })
        expect(service.countItems?.() ?? 1).toBe(before + 1)
      } finally {
        keychain.close()
        await service.stop()
      }
    },
    limits.longMs,
  )
}
