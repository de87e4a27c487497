import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { AppDeps } from '../../electron/main/app/compose.ts'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import { rememberingKeychain, type RememberingKeychain } from './lighter.ts'
import { linkInBulk } from '../../test/support/bulk-linked.ts'
import { openHarness, type Harness } from '../../test/support/harness.ts'
import type { SecretService } from '../../test/support/secret-service.ts'
import { startChildWorker } from '../../test/support/worker.ts'

export interface Bank {
  issuers: string[]
  /** When each request arrived at each server since the last call, milliseconds UTC. */
  arrivals(): Promise<number[][]>
  close(): void
}

export async function startBank(servers: number): Promise<Bank> {
  const child = fork(join(import.meta.dirname, 'bank.ts'))
  const call = <T>(question: object): Promise<T> =>
    new Promise((resolve) => {
      child.once('message', (answer) => resolve(answer as T))
      child.send(question)
    })
  const { issuers } = await call<{ issuers: string[] }>({ servers })
  return {
    issuers,
    arrivals: async () => (await call<{ arrivals: number[][] }>({ arrivals: true })).arrivals,
    close: () => child.disconnect(),
  }
}

export interface Stand {
  deps: AppDeps
  harness: Harness
  /** Null for a keychain in memory. */
  keychain: RememberingKeychain | null
  /** Of the connections that are linked. */
  ids: string[]
  /** Ends the keychain's process too, which would keep the bench from ending. */
  close(): Promise<void>
}

export interface StandOptions {
  connections: number
  /** When the first planned refresh of each is due. */
  dueMs?: (number: number) => number
  /** Null for a keychain in memory. */
  secrets: SecretService | null
}

/** The app's main process without its window, with so many connections, spread over the servers. */
export async function openStand(bank: Bank, options: StandOptions): Promise<Stand> {
  const { connections, secrets } = options
  const keychain =
    secrets &&
    rememberingKeychain(
      openKeychain({ service: 'app.mooring.bench', startWorker: () => startChildWorker(secrets.env) }),
    )
  const harness = openHarness(keychain === null ? {} : { keychain })
  const { deps } = harness
  const ids = await linkInBulk(
    deps,
    { baseUrl: bank.issuers[0] ?? '', issue: (sub) => `${sub}.first` },
    {
      connections,
      institutions: bank.issuers.length,
      dueMs: options.dueMs ?? (() => deps.now() + 24 * 60 * 60_000),
      issuers: bank.issuers,
      clientId: 'bench',
    },
  )
  return {
    deps,
    harness,
    keychain,
    ids,
    close: async () => {
      await harness.close()
      deps.keychain.close()
    },
  }
}
