import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * OpenID servers for the bench, in a process of their own so that their work is not counted as ours. They rotate refresh tokens, sign ID
 * tokens, and count what arrives. The parent says how many (`servers`), and reads `arrivals`.
 */
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', use: 'sig' }
const arrivals: number[][] = []
const signed = new Map<string, { atMs: number; jwt: string }>()

process.on('message', (message: { servers?: number; arrivals?: true }) => {
  if (message.servers !== undefined) void start(message.servers)
  if (message.arrivals) process.send?.({ arrivals: arrivals.map((times) => times.splice(0)) })
})
process.on('disconnect', () => process.exit())

async function start(count: number): Promise<void> {
  const issuers: string[] = []
  for (let number = 0; number < count; number += 1) issuers.push(await listen())
  process.send?.({ issuers })
}

async function listen(): Promise<string> {
  const times: number[] = []
  arrivals.push(times)
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      times.push(Date.now())
      const body = JSON.stringify(
        answerTo(path, issuer, new URLSearchParams(Buffer.concat(chunks).toString())),
      )
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return issuer
}

function answerTo(path: string, issuer: string, form: URLSearchParams): object {
  switch (path) {
    case '/.well-known/openid-configuration':
      return {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        revocation_endpoint: `${issuer}/revoke`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ['ES256'],
      }
    case '/jwks':
      return { keys: [jwk] }
    case '/token': {
      // A code is the nonce of its request, so that the ID token can have it.
      const nonce = form.get('code')
      const sub = nonce === null ? ((form.get('refresh_token') ?? '').split('.')[0] ?? '') : 'sub-linked'
      const accessToken = createHash('sha256').update(sub).digest('hex')
      return {
        access_token: accessToken,
        token_type: 'bearer',
        expires_in: 900,
        refresh_token: `${sub}.${randomUUID()}`,
        id_token: nonce === null ? keptIdToken(issuer, sub) : idTokenOf(issuer, sub, nonce),
      }
    }
    default:
      return {}
  }
}

/** Good for many answers: what signing costs a server is not measured. */
function keptIdToken(issuer: string, sub: string): string {
  const known = signed.get(`${issuer} ${sub}`)
  if (known && Date.now() - known.atMs < 60_000) return known.jwt
  const jwt = idTokenOf(issuer, sub)
  signed.set(`${issuer} ${sub}`, { atMs: Date.now(), jwt })
  return jwt
}

function idTokenOf(issuer: string, sub: string, nonce?: string): string {
  const seconds = Math.floor(Date.now() / 1000)
  const head = [
    { alg: 'ES256', kid: 'k1' },
    {
      iss: issuer,
      sub,
      aud: 'bench',
      iat: seconds,
      exp: seconds + 900,
      ...(nonce === undefined ? {} : { nonce }),
    },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(head), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${head}.${signature.toString('base64url')}`
}
