import { createRequire } from 'node:module'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import * as oauth from 'oauth4webapi'
import {
  allowInsecureRequests,
  ClientSecretBasic,
  discovery,
  enableNonRepudiationChecks,
  refreshTokenGrant,
} from 'openid-client'
import { Agent, request } from 'undici'

export interface Contender {
  name: string
  /** Spends the refresh token of one of its flights, and holds the new one. */
  refresh(flight: number): Promise<string>
  /** Not timed. */
  before?: () => Promise<unknown>
  /** Whether it is measured one at a time only. */
  isSingle?: boolean
  /** Waits for its background work, so that the next contender finds the computer idle. */
  afterwards?: () => Promise<unknown>
}

const clientId = 'bench'
const clientSecret = 'bulk-secret'
const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`

/** Each flight has a login of its own, and knows its newest refresh token. */
function heldTokens(prefix: string): {
  of(flight: number): string
  keep(flight: number, token: string): string
} {
  const held = new Map<number, string>()
  return {
    of: (flight) => held.get(flight) ?? `${prefix}-${flight}.first`,
    keep: (flight, token) => {
      held.set(flight, token)
      return token
    },
  }
}

/** One request for tokens, and nothing else. @returns the refresh token */
async function post(issuer: string, dispatcher: Agent, form: Record<string, string>): Promise<string> {
  const answer = await request(`${issuer}/token`, {
    dispatcher,
    method: 'POST',
    headers: { authorization: basic, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  })
  const { refresh_token: token } = (await answer.body.json()) as { refresh_token: string }
  return token
}

/** The least that getting new tokens takes: one request. */
export function bareRequest(issuer: string): Contender {
  const held = heldTokens('bare')
  const dispatcher = new Agent()
  return {
    name: 'floor: one undici POST',
    refresh: async (flight) =>
      held.keep(
        flight,
        await post(issuer, dispatcher, { grant_type: 'refresh_token', refresh_token: held.of(flight) }),
      ),
  }
}

/** The same for a code. */
export function bareExchange(issuer: string): () => Promise<string> {
  const dispatcher = new Agent()
  return () => post(issuer, dispatcher, { grant_type: 'authorization_code', code: 'floor' })
}

export async function openidClient(issuer: string): Promise<Contender> {
  const held = heldTokens('openid-client')
  const configuration = await discovery(
    new URL(issuer),
    clientId,
    undefined,
    ClientSecretBasic(clientSecret),
    {
      execute: [allowInsecureRequests],
    },
  )
  enableNonRepudiationChecks(configuration)
  return {
    name: 'openid-client',
    async refresh(flight) {
      const answer = await refreshTokenGrant(configuration, held.of(flight))
      return held.keep(flight, answer.refresh_token ?? '')
    },
  }
}

export async function oauth4webapi(issuer: string): Promise<Contender> {
  const held = heldTokens('oauth4webapi')
  const insecure = { [oauth.allowInsecureRequests]: true }
  const found = await oauth.discoveryRequest(new URL(issuer), insecure)
  const server = await oauth.processDiscoveryResponse(new URL(issuer), found)
  const client = { client_id: clientId }
  return {
    name: 'oauth4webapi',
    async refresh(flight) {
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        oauth.ClientSecretBasic(clientSecret),
        held.of(flight),
        insecure,
      )
      const answer = await oauth.processRefreshTokenResponse(server, client, response)
      await oauth.validateApplicationLevelSignature(server, response, insecure)
      return held.keep(flight, answer.refresh_token ?? '')
    },
  }
}

const requirePeer = createRequire(join(import.meta.dirname, 'peers/package.json'))

/** @throws Error when the bench's own packages are not installed */
export function googleAuthLibrary(issuer: string): Contender {
  const { OAuth2Client } = requirePeer('google-auth-library') as {
    OAuth2Client: new (options: object) => {
      setCredentials(credentials: object): void
      refreshAccessToken(): Promise<{ credentials: { refresh_token?: string } }>
    }
  }
  const held = heldTokens('google-auth-library')
  const clients = new Map<number, InstanceType<typeof OAuth2Client>>()
  return {
    name: 'google-auth-library (no signature checked)',
    async refresh(flight) {
      const client =
        clients.get(flight) ??
        new OAuth2Client({ clientId, clientSecret, endpoints: { oauth2TokenUrl: `${issuer}/token` } })
      clients.set(flight, client)
      client.setCredentials({ refresh_token: held.of(flight) })
      const { credentials } = await client.refreshAccessToken()
      return held.keep(flight, credentials.refresh_token ?? '')
    },
  }
}

interface MsalAnswer {
  status: number
  headers: Record<string, string>
  body: unknown
}

/**
 * It takes no authority without TLS, so it gets https addresses and its requests leave as http. It does not give the new
 * refresh token out: that is taken from the answer on its way in.
 *
 * @throws Error when the bench's own packages are not installed
 */
export function msal(issuer: string): Contender {
  const { ConfidentialClientApplication } = requirePeer('@azure/msal-node') as {
    ConfidentialClientApplication: new (options: object) => {
      acquireTokenByRefreshToken(request: object): Promise<unknown>
    }
  }
  const held = heldTokens('msal')
  const dispatcher = new Agent()
  const clients = new Map<number, InstanceType<typeof ConfidentialClientApplication>>()

  const open = (flight: number) => {
    const send =
      (method: 'GET' | 'POST') =>
      async (
        url: string,
        options: { headers?: Record<string, string>; body?: string } = {},
      ): Promise<MsalAnswer> => {
        const answer = await request(url.replace('https:', 'http:'), {
          dispatcher,
          method,
          headers: options.headers ?? {},
          body: options.body ?? null,
        })
        const text = await answer.body.text()
        const body = JSON.parse(method === 'GET' ? text.replaceAll('http:', 'https:') : text) as {
          refresh_token?: string
        }
        if (body.refresh_token !== undefined) held.keep(flight, body.refresh_token)
        return { status: answer.statusCode, headers: {}, body }
      }
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        clientSecret,
        authority: issuer.replace('http:', 'https:'),
        knownAuthorities: [new URL(issuer).host],
      },
      system: {
        protocolMode: 'OIDC',
        networkClient: { sendGetRequestAsync: send('GET'), sendPostRequestAsync: send('POST') },
      },
    })
  }
  return {
    name: '@azure/msal-node (no signature checked)',
    async refresh(flight) {
      const client = clients.get(flight) ?? open(flight)
      clients.set(flight, client)
      await client.acquireTokenByRefreshToken({ refreshToken: held.of(flight), scopes: ['openid'] })
      return held.of(flight)
    },
  }
}

/** The least that keeping new tokens takes: one keychain write and one durable commit. */
export function keeper(folder: string): {
  keep(flight: number, token: string): Promise<void>
  close(): void
} {
  const keytar = createRequire(import.meta.url)('keytar') as {
    setPassword(service: string, account: string, secret: string): Promise<void>
  }
  const database = new Database(join(folder, 'floor.db'))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE grants (id INTEGER PRIMARY KEY, refreshed_at INTEGER)')
  const commit = database.prepare('INSERT OR REPLACE INTO grants (id, refreshed_at) VALUES (?, ?)')
  return {
    async keep(flight, token) {
      await keytar.setPassword('app.mooring.bench', `floor/${flight}`, token)
      commit.run(flight, Date.now())
    },
    close: () => void database.close(),
  }
}

/** The same contender, with what keeping takes. */
export function keeping(contender: Contender, { keep }: ReturnType<typeof keeper>): Contender {
  return {
    name: `${contender.name} + keychain write + commit`,
    async refresh(flight) {
      const token = await contender.refresh(flight)
      await keep(flight, token)
      return token
    },
  }
}
