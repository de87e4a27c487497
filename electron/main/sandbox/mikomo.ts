import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { authorize } from './authorize.ts'
import { answerData } from './data.ts'
import { hash, loadMemory, saveMemory, type Memory } from './memory.ts'
import { answerRevoke, answerToken } from './token.ts'
import { readForm, sendJson } from './wire.ts'

/** The `iss` of its ID tokens: constant, because its port is not. RFC 2606 keeps `.invalid` from ever being anybody's. */
export const mikomoIssuer = 'https://mikomo.sandbox.invalid/'

/** Ways to misbehave that an institution really has: the same switch serves the demo and the tests. */
export interface Misbehaviour {
  /** The next token answer is lost after the token was rotated. */
  loseNextTokenAnswer: boolean
  /** Answers 503 at these paths while set. */
  down: ('token' | 'revoke' | 'data')[]
  retryAfterSeconds: number | null
  idTokenSeconds: number
  codeMs: number
  /** One account can't be read: 206. */
  oneAccountFails: boolean
  /** The next so many data calls are over the limit: 429 with 1207. */
  tooMany: number
  slowMs: number
}

export interface Mikomo {
  /** `/auth`, `/token`, `/revoke` and the data products. */
  baseUrl: string
  issuer: string
  /** As a person would in the Data Recipient Hub. The same client id again replaces the secret and the name. */
  registerClient(client: {
    clientId: string
    clientSecret: string
    name: string
    redirectUris: string[]
  }): void
  allowRedirectUri(clientId: string, redirectUri: string): void
  misbehave(change: Partial<Misbehaviour>): void
  /** What the institution itself knows: states, not tokens. */
  consents(): {
    grantId: string
    clientId: string
    user: string
    state: 'active' | 'revoked'
    revokedBy: 'client' | 'bank' | null
    generation: number
  }[]
  /** The person ends it at the bank. */
  revokeAtBank(grantId: string): void
  close(): Promise<void>
}

/** A consent page that is open in some browser, or a code that was given for it. */
export interface Visit {
  clientId: string
  redirectUri: string
  state: string | null
  nonce: string | null
  codeChallenge: string | null
  scope: string
  user: string | null
  accountIds: string[]
  /** SHA-256 of the code, once approved. */
  codeHash: string | null
  codeUntilMs: number
}

export interface Bank {
  baseUrl: string
  memory: Memory
  save(): void
  visits: Map<string, Visit>
  misbehaviour: Misbehaviour
  signingKey: KeyObject
  keyId: string
  now(): number
}

/**
 * Mikomo, the built-in institution: an Akoya look-alike on this computer, so that code which works with it works with Akoya's own
 * sandbox. Like Akoya it publishes no keys; the one it signs with lives as long as the server.
 */
export async function startMikomo(options: {
  /** Where it remembers its consents. */
  folder: string
  now?: () => number
  misbehave?: Partial<Misbehaviour>
}): Promise<Mikomo> {
  const memory = loadMemory(options.folder)
  const bank: Bank = {
    baseUrl: '',
    memory,
    save: () => saveMemory(options.folder, memory),
    visits: new Map(),
    misbehaviour: { ...wellBehaved, ...options.misbehave },
    signingKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    keyId: randomBytes(8).toString('hex'),
    now: options.now ?? Date.now,
  }

  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    answer(bank, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port: 0, exclusive: true }, resolve)
  })
  bank.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    baseUrl: bank.baseUrl,
    issuer: mikomoIssuer,
    registerClient: ({ clientId, clientSecret, name, redirectUris }) => {
      const known = memory.clients.find((client) => client.clientId === clientId)
      const uris = [...new Set([...(known?.redirectUris ?? []), ...redirectUris])]
      const client = { clientId, secretHash: hash(clientSecret), name, redirectUris: uris }
      memory.clients = [...memory.clients.filter((other) => other !== known), client]
      bank.save()
    },
    allowRedirectUri: (clientId, redirectUri) => {
      const client = memory.clients.find((known) => known.clientId === clientId)
      if (!client || client.redirectUris.includes(redirectUri)) return
      // A Hub holds a handful: the oldest makes room.
      client.redirectUris = [...client.redirectUris, redirectUri].slice(-10)
      bank.save()
    },
    misbehave: (change) => Object.assign(bank.misbehaviour, change),
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
      if (!consent) return
      Object.assign(consent, { state: 'revoked', revokedBy: 'bank' })
      bank.save()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const wellBehaved: Misbehaviour = {
  loseNextTokenAnswer: false,
  down: [],
  retryAfterSeconds: null,
  idTokenSeconds: 900,
  codeMs: 5 * 60_000,
  oneAccountFails: false,
  tooMany: 0,
  slowMs: 0,
}

async function answer(bank: Bank, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page elsewhere that has its name resolve to this computer gets nothing (DNS rebinding).
  if (`http://${request.headers.host}` !== bank.baseUrl) return sendJson(response, 421, {})
  if (bank.misbehaviour.slowMs > 0)
    await new Promise((resolve) => setTimeout(resolve, bank.misbehaviour.slowMs))

  const url = new URL(request.url ?? '/', bank.baseUrl)
  if (url.pathname === '/auth' || url.pathname.startsWith('/auth/'))
    return authorize(bank, request, response, url)
  if (isDown(bank, url.pathname)) return sendDown(bank, response)
  if (url.pathname === '/token' && request.method === 'POST') {
    return answerToken(bank, request, response, await readForm(request))
  }
  if (url.pathname === '/revoke' && request.method === 'POST') {
    return answerRevoke(bank, request, response, await readForm(request))
  }
  if (request.method === 'GET') return answerData(bank, request, response, url)
  return sendJson(response, 404, { code: 404, message: 'Requested resource does not exist' })
}

function isDown(bank: Bank, path: string): boolean {
  const { down } = bank.misbehaviour
  if (path === '/token') return down.includes('token')
  if (path === '/revoke') return down.includes('revoke')
  return down.includes('data')
}

function sendDown(bank: Bank, response: ServerResponse): void {
  const { retryAfterSeconds } = bank.misbehaviour
  if (retryAfterSeconds !== null) response.setHeader('retry-after', String(retryAfterSeconds))
  sendJson(response, 503, { code: 503, message: 'System maintenance' })
}
