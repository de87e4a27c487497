import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the next token answer differs from a good one. */
export interface Oddity {
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
  /** Signs with a key that the server does not publish. */
  foreignKey?: boolean
  /** Replaces members of the answer; undefined leaves one out. */
  answer?: Record<string, unknown>
  status?: number
  /** Sent as it is, instead of JSON. */
  text?: string
  headers?: Record<string, string>
  metadata?: Record<string, unknown>
}

export interface OddServer {
  issuer: string
  /** Paths asked so far. */
  asked: string[]
  oddity: Oddity
  /** How far its clock is ahead of this computer's, milliseconds. */
  aheadMs: number
  close(): Promise<void>
}

export const client = { clientId: 'client 1', clientSecret: 's+cret' }

/** A small OpenID server, good but for what it is told. It takes any code and any refresh token. */
export async function startOddServer(): Promise<OddServer> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
  let nonce: string | undefined
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const odd: OddServer = {
    issuer,
    asked: [],
    oddity: {},
    aheadMs: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', issuer)
    if (request.method !== 'HEAD') odd.asked.push(url.pathname)
    response.setHeader('date', new Date(Date.now() + odd.aheadMs).toUTCString())
    let form = ''
    for await (const chunk of request as AsyncIterable<Buffer>) form += chunk.toString('utf8')
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return send(response, 200, {
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          revocation_endpoint: `${issuer}/revoke`,
          jwks_uri: `${issuer}/jwks`,
          authorization_response_iss_parameter_supported: true,
          ...odd.oddity.metadata,
        })
      case '/jwks':
        return send(response, 200, {
          keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' }],
        })
      case '/token':
      case '/revoke':
        nonce = new URLSearchParams(form).get('code') ?? undefined
        return oddAnswer(response, url.pathname)
      default:
        return send(response, 404, {})
    }
  }

  function oddAnswer(response: ServerResponse, path: string): void {
    const { text, headers, status = 200, answer: change } = odd.oddity
    if (text !== undefined) {
      response.writeHead(status, { 'content-type': 'text/html', ...headers })
      response.end(text)
      return
    }
    if (path === '/revoke') return send(response, status, change ?? {}, headers)
    send(
      response,
      status,
      {
        access_token: 'at-1',
        token_type: 'bEaReR',
        expires_in: 300,
        refresh_token: 'rt-2',
        scope: 'openid profile',
        id_token: idToken(),
        ...change,
      },
      headers,
    )
  }

  /** The code doubles as the nonce, so that a test can make the two match. */
  function idToken(): string {
    const nowS = Math.floor((Date.now() + odd.aheadMs) / 1000)
    const claims = {
      iss: issuer,
      sub: 'sub-1',
      aud: client.clientId,
      iat: nowS,
      exp: nowS + 300,
      ...(nonce === undefined ? {} : { nonce }),
      ...odd.oddity.claims,
    }
    return jwt(
      { alg: 'RS256', kid: 'k1', ...odd.oddity.header },
      claims,
      odd.oddity.foreignKey ? foreign.privateKey : own.privateKey,
    )
  }
  return odd
}

function jwt(header: Record<string, unknown>, claims: object, key: KeyObject): string {
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  switch (header['alg']) {
    case 'none':
      return `${signed}.`
    case 'HS256':
      return `${signed}.${createHash('sha256').update(signed).digest('base64url')}`
    default:
      return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
