import { createHash, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/** What the network makes of a token answer. */
export type Wire =
  | 'reset'
  | 'cut short'
  | 'drip'
  | 'never'
  | 'gzip'
  | 'huge'
  | 'not http'
  | 'after half a header'

/** How the next answers differ from good ones. */
export interface Oddity {
  /** Changes what the browser brings back. */
  callback?: (query: URLSearchParams) => void
  /** What is published instead of the keys. */
  jwks?: unknown
  /** Published beside the keys. */
  alsoPublishes?: unknown[]
  /** The authorization endpoint carries a parameter that nobody else sends. */
  ownParameter?: boolean
  /** The key that signs is published only from the second look on. */
  rotates?: boolean
  /** Signs with the secret that is no secret: the public key's text. */
  signsWithPublicKey?: boolean
  /** Whoever UserInfo speaks of. */
  userinfo?: Record<string, unknown>
  wire?: Wire
  /** How long the token endpoint takes to answer. */
  lateMs?: number
  /** What becomes of HEAD, with which only the time is asked for. */
  head?: 'resets' | 'never answers'
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
  /** Answers of one path, sent as they are, whatever else is said here. */
  at?: Record<string, { status: number; text: string; headers?: Record<string, string> }>
  /** Compares the credentials of a Basic header as they come, as servers do that never decode them. */
  decodesNothing?: boolean
}

export interface OddServer {
  issuer: string
  /** Paths requested so far. */
  requests: string[]
  /** What the token and revocation endpoints were sent. */
  posts: { path: string; authorization: string | undefined; form: URLSearchParams }[]
  oddity: Oddity
  /** How far its clock is ahead of this computer's, milliseconds. */
  aheadMs: number
  close(): Promise<void>
}

export const client = { clientId: 'client 1', clientSecret: 's+cret' }

/** A client whose id and secret hold what form encoding leaves as it is: `*`, `-`, `.` and `_`. */
export const dashedClient = { clientId: '4f9b-8a_2c.desk', clientSecret: 'k-3_x.Y*9' }

function isPlainlyOurs({ authorization = '', form }: OddServer['posts'][number]): boolean {
  const inHeader = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString()
  const inBody = `${form.get('client_id')}:${form.get('client_secret')}`
  return [client, dashedClient].some(({ clientId, clientSecret }) =>
    [inHeader, inBody].includes(`${clientId}:${clientSecret}`),
  )
}

/** A small OpenID server without faults but those that a test configures. It accepts any code and any refresh token. */
export async function startOddServer(): Promise<OddServer> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
  let nonce: string | undefined
  let looks = 0
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const odd: OddServer = {
    issuer,
    requests: [],
    posts: [],
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
    if (request.method !== 'HEAD') odd.requests.push(url.pathname)
    else if (odd.oddity.head === 'resets') return void request.socket.resetAndDestroy()
    else if (odd.oddity.head === 'never answers') return
    response.setHeader('date', new Date(Date.now() + odd.aheadMs).toUTCString())
    const fixed = odd.oddity.at?.[url.pathname]
    let form = ''
    for await (const chunk of request as AsyncIterable<Buffer>) form += chunk.toString('utf8')
    const { authorization } = request.headers
    const post = { path: url.pathname, authorization, form: new URLSearchParams(form) }
    if (request.method === 'POST') odd.posts.push(post)
    if (fixed !== undefined) return void response.writeHead(fixed.status, fixed.headers).end(fixed.text)
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return send(response, 200, {
          issuer,
          authorization_endpoint: `${issuer}/auth${odd.oddity.ownParameter ? '?tenant=a' : ''}`,
          token_endpoint: `${issuer}/token`,
          revocation_endpoint: `${issuer}/revoke`,
          jwks_uri: `${issuer}/jwks`,
          authorization_response_iss_parameter_supported: true,
          ...odd.oddity.metadata,
        })
      case '/auth':
        return sendBack(response, url.searchParams)
      case '/jwks': {
        looks += 1
        const isHidden = odd.oddity.rotates === true && looks === 1
        const shown = (isHidden ? foreign : own).publicKey.export({ format: 'jwk' })
        return send(
          response,
          200,
          odd.oddity.jwks ?? {
            keys: [
              { ...shown, kid: isHidden ? 'k0' : 'k1', alg: 'RS256' },
              ...(odd.oddity.alsoPublishes ?? []),
            ],
          },
        )
      }
      case '/userinfo':
        return send(response, 200, { sub: 'sub-1', name: 'Ortega', ...odd.oddity.userinfo })
      case '/token':
      case '/revoke': {
        nonce = post.form.get('code') ?? undefined
        if (odd.oddity.decodesNothing && !isPlainlyOurs(post)) {
          return send(response, 401, { error: 'invalid_client' })
        }
        if (odd.oddity.lateMs !== undefined) await sleep(odd.oddity.lateMs)
        return oddAnswer(response, url.pathname)
      }
      default:
        return send(response, 404, {})
    }
  }

  /** As a user's approval does. The code is the nonce, so that the ID token can carry it. */
  function sendBack(response: ServerResponse, asked: URLSearchParams): void {
    looks = 0
    const query = new URLSearchParams({
      code: asked.get('nonce') ?? '',
      state: asked.get('state') ?? '',
      iss: issuer,
    })
    odd.oddity.callback?.(query)
    response.writeHead(303, { location: `${asked.get('redirect_uri')}?${query}` })
    response.end()
  }

  function oddAnswer(response: ServerResponse, path: string): void {
    const { text, headers, status = 200, answer: change, wire } = odd.oddity
    if (wire !== undefined) return oddWire(response, wire)
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
      odd.oddity.signsWithPublicKey ? own.publicKey : undefined,
    )
  }
  return odd
}

function oddWire(response: ServerResponse, wire: Wire): void {
  const { socket } = response
  const json = { 'content-type': 'application/json' }
  switch (wire) {
    case 'reset':
      return void socket?.resetAndDestroy()
    case 'after half a header':
      socket?.write('HTTP/1.1 200 OK\r\ncontent-ty')
      return void socket?.end()
    case 'not http':
      socket?.write('SSH-2.0-OpenSSH_9.9\r\n')
      return void socket?.end()
    case 'cut short':
      response.writeHead(200, { ...json, 'content-length': '500' })
      return void response.write('{"access_token":', () => socket?.destroy())
    case 'drip': {
      response.writeHead(200, json)
      const drip = setInterval(() => response.write(' '), 50)
      return void response.on('close', () => clearInterval(drip))
    }
    case 'never':
      return
    case 'gzip':
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' })
      return void response.end(gzipSync('{"access_token":"at-1","token_type":"Bearer"}'))
    case 'huge':
      response.writeHead(200, json)
      return void response.end(`{"access_token":"${'x'.repeat(2_000_000)}"}`)
  }
}

function jwt(
  header: Record<string, unknown>,
  claims: object,
  key: KeyObject,
  publicKey: KeyObject | undefined,
): string {
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  switch (header['alg']) {
    case 'none':
      return `${signed}.`
    case 'HS256':
      if (publicKey !== undefined) {
        const secret = publicKey.export({ format: 'pem', type: 'spki' })
        return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
      }
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
