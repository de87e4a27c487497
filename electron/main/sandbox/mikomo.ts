import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Log } from '../core/log.ts'
import type { Bank } from './bank.ts'
import { hash, loadMemory, saveMemory } from './memory.ts'
import { wellBehaved, type Misbehaviour } from './misbehaviour.ts'
import { answerRoute, isPage } from './routes.ts'
import { serve } from './serve.ts'

/** The `iss` of its ID tokens: constant, because its port is not. RFC 2606 keeps `.invalid` from ever being anybody's. */
export const mikomoIssuer = 'https://mikomo.sandbox.invalid/'

export interface MikomoOptions {
  /** Where it remembers its clients and consents across restarts: mikomo.json, mode 600, tokens and secrets only as SHA-256. */
  folder: string
  now?: () => number
  misbehave?: Partial<Misbehaviour>
  log?: Pick<Log, 'error'>
}

export interface MikomoConsent {
  grantId: string
  clientId: string
  user: string
  state: 'active' | 'revoked'
  revokedBy: 'client' | 'bank' | null
  /** How often tokens were made for it: 1 after the exchange. */
  generation: number
}

export interface Mikomo {
  /** http://127.0.0.1:{port}: `/auth`, `/token`, `/revoke` and the data products. */
  baseUrl: string
  issuer: string
  /** As a person would in the Data Recipient Hub. The same client id again replaces the secret and the name, and adds URIs. */
  registerClient(client: {
    clientId: string
    clientSecret: string
    name: string
    redirectUris: string[]
  }): void
  /** Adds one redirect URI, as a person would in the Hub before a test. @throws TypeError for what is no URL */
  allowRedirectUri(clientId: string, redirectUri: string): void
  /** Changes how it misbehaves from now on. */
  misbehave(change: Partial<Misbehaviour>): void
  /** What the institution itself knows: states, not tokens. */
  consents(): MikomoConsent[]
  /** The person ends it at the bank: data calls give 601, refresh fails. */
  revokeAtBank(grantId: string): void
  close(): Promise<void>
}

/** A Hub holds a handful of redirect URIs a client: the oldest makes room. */
const mostRedirectUris = 10

/**
 * Mikomo, the built-in institution: an Akoya look-alike on this computer, so that code which works with it works with Akoya's own
 * sandbox. Like Akoya it publishes no keys; the one it signs with lives as long as the server, so a bearer of an earlier run is
 * answered with 602 as an expired one is.
 */
export async function startMikomo(options: MikomoOptions): Promise<Mikomo> {
  const memory = loadMemory(options.folder)
  const bank: Bank = {
    issuer: mikomoIssuer,
    memory,
    save: () => saveMemory(options.folder, memory),
    visits: new Map(),
    misbehaviour: { ...wellBehaved, ...options.misbehave },
    recentCallsMs: [],
    signingKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    keyId: randomBytes(8).toString('hex'),
    now: options.now ?? Date.now,
  }
  const served = await serve({
    answer: (asked) => answerRoute(bank, asked),
    delayMs: (path) => (isPage(path) ? 0 : bank.misbehaviour.slowMs),
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
  // Thrown here, where a person would see it, and not in the middle of somebody's consent.
  for (const uri of redirectUris) void new URL(uri)
  return [...known.filter((uri) => !redirectUris.includes(uri)), ...redirectUris].slice(-mostRedirectUris)
}
