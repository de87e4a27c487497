import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isObject } from '../../electron/main/oauth/answers.ts'

export type Path = 'token' | 'revoke' | 'data'

/**
 * What a request meets. `lost`: it is done, and its answer never arrives. `unsent`: the connection breaks before anything is done.
 * `client refused`: the client ID or its secret is wrong.
 */
export type Fault =
  | { status: 406 | 429 | 500 | 503; retryAfterSeconds?: number }
  | 'lost'
  | 'unsent'
  | 'client refused'

export interface BulkGrant {
  /** The refresh token that is good now, and the one before it. */
  current: string
  previous: string | null
  isAlive: boolean
}

export interface BulkBank {
  baseUrl: string
  /** By `sub`. */
  grants: Map<string, BulkGrant>
  requests: {
    path: Path
    sub: string
    atMs: number
    interaction: string | undefined
    lastAccess: string | undefined
    url: string
  }[]
  /** What a data product answers. */
  data: (url: URL, sub: string) => unknown
  /** False: a refresh gives the same refresh token back. */
  rotates: boolean
  /** What the next request meets; null lets it through. */
  meets: (path: Path, url: string) => Fault | null
  /** Gives a login a grant. @returns its refresh token */
  issue: (sub: string) => string
  close: () => Promise<void>
}

export const bulkIssuer = 'https://bulk.example/'
export const bulkClientId = 'bulk-client'

/**
 * A bank of thousands of logins, in Akoya's manner (no keys published, the ID token is the bearer), written for load: tokens rotate,
 * and a lost answer can be requested once more with the token before (`grace`).
 */
export async function startBulkBank(options: { now: () => number; grace: boolean }): Promise<BulkBank> {
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bank: BulkBank = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    grants: new Map(),
    requests: [],
    rotates: true,
    data: () => ({ accounts: [] }),
    meets: () => null,
    issue: (sub) => {
      const current = `${sub}.${randomUUID()}`
      bank.grants.set(sub, { current, previous: null, isAlive: true })
      return current
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The app looks at the clock of a server that it has not heard from.
    if (request.method === 'HEAD') return void response.writeHead(405).end()
    let form = ''
    for await (const chunk of request as AsyncIterable<Buffer>) form += chunk.toString('utf8')
    const [, first = ''] = (request.url ?? '').split('/')
    const path: Path = first === 'token' || first === 'revoke' ? first : 'data'
    const sub = subOf(path, request, new URLSearchParams(form))
    const interaction = request.headers['x-akoya-interaction-type']
    const lastAccess = request.headers['x-akoya-last-access']?.toString()
    const url = request.url ?? ''
    bank.requests.push({
      path,
      sub,
      atMs: options.now(),
      interaction: interaction?.toString(),
      lastAccess,
      url,
    })

    const fault = bank.meets(path, url)
    if (fault === 'unsent') return void request.socket.destroy()
    if (typeof fault === 'object' && fault !== null) {
      const { retryAfterSeconds: seconds } = fault
      const headers: Record<string, string> = seconds === undefined ? {} : { 'retry-after': String(seconds) }
      response.writeHead(fault.status, headers).end()
      return
    }
    const [status, body] =
      fault === 'client refused'
        ? [401, { error: 'invalid_client' }]
        : answerTo(path, sub, { url, form: new URLSearchParams(form) })
    if (fault === 'lost') return void request.socket.destroy()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  function answerTo(
    path: Path,
    sub: string,
    { url, form }: { url: string; form: URLSearchParams },
  ): [number, unknown] {
    const grant = bank.grants.get(sub)
    if (path === 'revoke') {
      if (grant) grant.isAlive = false
      return [200, {}]
    }
    if (path === 'data') {
      return grant?.isAlive
        ? [200, bank.data(new URL(url, bank.baseUrl), sub)]
        : [401, { code: 602, message: 'Customer not authorized' }]
    }
    const asked = form.get('refresh_token')
    const isGood = asked === grant?.current || (options.grace && asked !== null && asked === grant?.previous)
    if (!grant?.isAlive || !isGood) {
      return [
        400,
        {
          error: 'invalid_request',
          error_description: 'Refresh token is invalid or has already been claimed by another client.',
        },
      ]
    }
    if (bank.rotates) {
      grant.previous = asked
      grant.current = `${sub}.${randomUUID()}`
    }
    return [
      200,
      { id_token: idToken(sub), refresh_token: grant.current, token_type: 'bearer', expires_in: 900 },
    ]
  }

  return bank
}

function subOf(path: Path, request: IncomingMessage, form: URLSearchParams): string {
  if (path === 'data') {
    const payload = (request.headers.authorization ?? '').split('.')[1] ?? ''
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return isObject(claims) ? String(claims['sub']) : ''
  }
  return (form.get('refresh_token') ?? form.get('token') ?? '').split('.')[0] ?? ''
}

function idToken(sub: string): string {
  // The bank's own clock, as in its `Date` header: a test may set the one that the app reads with Date.now.
  const seconds = Math.floor(new Date().getTime() / 1000)
  const claims = { iss: bulkIssuer, sub, aud: bulkClientId, iat: seconds, exp: seconds + 900 }
  const parts = [{ alg: 'RS256' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  return [...parts, 'c2lnbmF0dXJl'].join('.')
}
