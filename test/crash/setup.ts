import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AddressInfo } from 'node:net'
import { mikomoIssuer, startMikomo } from '../../electron/main/sandbox/mikomo.ts'
import { openSmallDisk } from '../support/small-disk.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'
import { startCrashApp, type AppOptions } from './app.ts'
import { listDisk } from './disk-keychain.ts'
import type { Setup } from './rounds.ts'

export interface OpenSetup extends Setup {
  close(): Promise<void>
}

export interface SetupKind {
  hasGrace: boolean
  /** So long that a keychain takes them in parts only. */
  hasLongTokens: boolean
  keychain: 'files' | 'system'
  /** The data folder is a disk of its own. */
  diskKilobytes?: number
  /** Who signs in at the bank. */
  user?: string
  /** The bank's clock and ledgers. */
  now?: () => number
  seed?: string
}

const service = 'app.mooring.development'
/** Longer than any round. */
const graceMs = 10 * 60_000

/**
 * A bank, a data folder and a keychain: in files, or the real Secret Service with a registration of the user's own at the bank.
 */
export async function createSetup(kind: SetupKind): Promise<OpenSetup> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-crash-'))
  const bank = await startMikomo({
    folder: join(folder, 'bank'),
    ...(kind.now ? { now: kind.now } : {}),
    ...(kind.seed === undefined ? {} : { seed: kind.seed }),
    misbehave: {
      ...(kind.hasGrace ? { graceMs } : {}),
      ...(kind.hasLongTokens ? { refreshTokenBytes: 3000 } : {}),
    },
  })
  const system = kind.keychain === 'system' ? await startSecretService() : null
  const keychainFolder = system ? null : join(folder, 'keychain')
  const dataFolder = join(folder, 'data')
  const disk = kind.diskKilobytes === undefined ? null : await openSmallDisk(dataFolder, kind.diskKilobytes)
  const options: AppOptions = {
    folder: dataFolder,
    ...(disk ? { disksOf: disk.pid } : {}),
    keychainFolder,
    env: system?.env ?? {},
    user: kind.user ?? 'mikomo_7',
  }
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const client = { clientId: 'client-1', clientSecret: 'marker-client-secret' }
  bank.registerClient({ ...client, name: 'Treasury desk', redirectUris: [redirectUri] })

  const app = await startCrashApp(options)
  const institutionId = await app.call('addInstitution', {
    name: 'Treasury desk',
    environment: {
      kind: 'akoya-hosts',
      authorizationBase: bank.baseUrl,
      dataBase: bank.baseUrl,
      issuer: mikomoIssuer,
    },
    ...client,
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode: 'fixed', uri: redirectUri },
  })
  await app.stop()

  return {
    options,
    institutionId,
    bank,
    hasGrace: kind.hasGrace,
    unknownSoFar: 0,
    listSecrets: async () => (system ? listSystem(system) : listDisk(keychainFolder ?? '')),
    close: async () => {
      await bank.close()
      system?.stop()
      disk?.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    },
  }
}

const list = `
  const { default: keytar } = await import('keytar')
  const found = await keytar.findCredentials(${JSON.stringify(service)})
  process.stdout.write(JSON.stringify(found.map(({ account }) => account)))`

/** Only a test may list: the call can crash on some systems, and the app never makes it. */
async function listSystem({ env }: SecretService): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', list], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...env },
  })
  return JSON.parse(stdout) as string[]
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
