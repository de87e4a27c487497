import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Log } from '../core/log.ts'
import type { Bank } from './bank.ts'
import { hash, loadMemory, saveMemory } from './memory.ts'
import { withoutFaults, type Misbehaviour } from './misbehaviour.ts'
import { answerRoute, isPage } from './routes.ts'
import { serve } from './serve.ts'

/** The `iss` of its ID tokens. Constant, because the port is not. RFC 2606 reserves `.invalid`. */
export const mikomoIssuer = 'https://mikomo.sandbox.invalid/'

export interface MikomoOptions {
  /** The folder of its state: mikomo.json, mode 600, with tokens and secrets only as SHA-256. */
  folder: string
  now?: () => number
  /** Another one gives every account other transactions. */
  seed?: string
  misbehave?: Partial<Misbehaviour>
  log?: Pick<Log, 'error'>
}

export interface MikomoConsent {
  grantId: string
  clientId: string
  user: string
  state: 'active' | 'revoked'
  revokedBy: 'client' | 'bank' | null
  /** How many times tokens were issued for it: 1 after the exchange. */
  generation: number
}

export interface Mikomo {
  /** http://127.0.0.1:{port}: `/auth`, `/token`, `/revoke` and the data products. */
  baseUrl: string
  issuer: string
  /**
   * Registers a client, as a developer would in the Data Recipient Hub. The same client id again replaces the secret and the name, and
   * adds URIs.
   */
  registerClient(client: {
    clientId: string
    clientSecret: string
    name: string
    redirectUris: string[]
  }): void
  /** Adds one redirect URI, as a developer would in the Hub before a test. @throws TypeError for an invalid URL */
  allowRedirectUri(clientId: string, redirectUri: string): void
  /** Changes its faults from now on. */
  misbehave(change: Partial<Misbehaviour>): void
  /** The consents as the institution records them, without tokens. */
  consents(): MikomoConsent[]
  /** Ends a consent as a user would at the bank: data calls return 601, refresh fails. */
  revokeAtBank(grantId: string): void
  close(): Promise<void>
}

/** A Hub allows only a few redirect URIs a client: the oldest is removed. */
const mostRedirectUris = 10

/**
 * Mikomo, the built-in institution: an Akoya look-alike on this computer, so that code which works with it works with Akoya's own sandbox.
 * Like Akoya it publishes no keys. Its signing key lasts as long as the server, so a token of an earlier run gets 602, like an expired
 * one.
 */
export async function startMikomo(options: MikomoOptions): Promise<Mikomo> {
  const memory = loadMemory(options.folder)
  const bank: Bank = {
    issuer: mikomoIssuer,
    memory,
    save: () => saveMemory(options.folder, memory),
    visits: new Map(),
    serviceTokens: new Map(),
    misbehaviour: { ...withoutFaults, ...options.misbehave },
    recentCallsMs: [],
    signingKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    keyId: randomBytes(8).toString('hex'),
    seed: options.seed ?? 'mikomo',
    now: options.now ?? Date.now,
  }
  const served = await serve({
    answer: (request) => answerRoute(bank, request),
    delayMs: (path) => (isPage(path) ? 0 : bank.misbehaviour.slowMs),
    now: bank.now,
    onBug: (thrown) => options.log?.error('sandbox failed', thrown),
  })

  return {
    baseUrl: served.baseUrl,
    issuer: mikomoIssuer,
    registerClient: ({ clientId, clientSecret, name, redirectUris }) => {
      const known = memory.clients.find((client) => client.clientId === clientId)
      const client = {
        clientId,
        secretHash: hash(clientSecret),
        name,
        redirectUris: added(known?.redirectUris ?? [], redirectUris),
      }
      memory.clients = [...memory.clients.filter((other) => other !== known), client]
      bank.save()
    },
    allowRedirectUri: (clientId, redirectUri) => {
      const client = memory.clients.find((known) => known.clientId === clientId)
      if (!client) return
      client.redirectUris = added(client.redirectUris, [redirectUri])
      bank.save()
    },
    misbehave: (change) => void Object.assign(bank.misbehaviour, change),
    consents: () =>
      memory.consents.map(({ grantId, clientId, user, state, revokedBy, generation }) => ({
        grantId,
        clientId,
        user,
        state,
        revokedBy,
        generation,
      })),
    revokeAtBank: (grantId) => {
      const consent = memory.consents.find((known) => known.grantId === grantId)
      if (consent?.state !== 'active') return
      Object.assign(consent, { state: 'revoked', revokedBy: 'bank' })
      bank.save()
    },
    close: served.close,
  }
}

function added(known: string[], redirectUris: string[]): string[] {
  // Throw here, where a developer sees it, and not during a consent.
  for (const uri of redirectUris) void new URL(uri)
  return [...known.filter((uri) => !redirectUris.includes(uri)), ...redirectUris].slice(-mostRedirectUris)
}
