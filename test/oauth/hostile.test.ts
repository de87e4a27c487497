import { createHash, generateKeyPairSync } from 'node:crypto'
import { request } from 'undici'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { listRegistrations, updateRegistration } from '../../electron/main/store/registrations.ts'
import { describeServer } from '../../electron/main/connections/tokens/describe-server.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import { listConnections } from '../../electron/main/store/connections.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../support/keychain.ts'
import { client, startOddServer, type Oddity, type OddServer } from '../support/odd-server.ts'

// The whole app against a server that attacks: what the OpenID Foundation's suites do to a relying party, and more.

let odd: OddServer
let harness: Harness
let keychain: FakeKeychain

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(() => odd.close())
beforeEach(() => {
  odd.oddity = {}
  keychain = openFakeKeychain()
  harness = openHarness({ keychain, totalMs: 1500 })
})
afterEach(() => harness.close())

async function register(issuer = odd.issuer): Promise<string> {
  const registration = await addRegistration(harness.deps, {
    name: 'Desk',
    environment: { kind: 'openid', issuer },
    ...client,
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode: 'loopback' },
  })
  odd.requests = []
  return addInstitution(harness.deps, {
    registrationId: registration.id,
    connector: null,
    name: 'Harbor Savings',
  }).id
}

/** Links with a browser that goes wherever the server sends it. */
async function link(oddity: Oddity): Promise<{ ended: LinkProgress; page: number }> {
  const institutionId = await register()
  odd.oddity = oddity
  const { id } = await startLink(harness.deps, { institutionId })
  const running = harness.deps.linker.find(id)
  const opened = await eventually('the browser is opened, or not', () => {
    if (harness.opened[0]) return harness.opened[0]
    return harness.deps.linker.find(id) ? undefined : 'stopped before'
  })
  if (opened === 'stopped before') return { ended: await harness.ended(id), page: 0 }

  const there = await request(opened)
  const { statusCode } = await request(String(there.headers['location']), {
    headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  })
  // What is turned away at the door is not the answer: the link goes on waiting.
  if (statusCode === 400) running?.controller.abort(new Error('turned away'))
  await running?.finished
  return { ended: await harness.ended(id), page: statusCode }
}

/** Nothing of it is kept, and nothing more is sent. */
async function expectNothingLeft(requests: string[]): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(odd.requests.filter((path) => !/^\/(\.well-known|jwks|auth)/.test(path))).toEqual(requests)
  expect(listConnections(harness.deps.store)).toEqual([])
  expect([...keychain.held.keys()].filter((account) => account.startsWith('grant/'))).toEqual([])
  const written = JSON.stringify([
    harness.log.lines,
    harness.events,
    listActivity(harness.deps.store, { limit: 99 }),
  ])
  for (const secret of ['at-1', 'rt-2', client.clientSecret, 'code=', 'eyJ'])
    expect(written).not.toContain(secret)
}

const now = () => Math.floor(Date.now() / 1000)
const inAnHour = () => now() + 3600
const weak = () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })

const second = () => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
  kid: 'k2',
  alg: 'RS256',
  use: 'sig',
})

type Row = [what: string, oddity: Oddity, code: ErrorCode, cause?: string]

describe('before the browser is opened', () => {
  const rows: Row[] = [
    ['metadata of another issuer', { metadata: { issuer: 'https://evil.example' } }, 'issuer_mismatch'],
    ['metadata without an issuer', { metadata: { issuer: undefined } }, 'issuer_mismatch'],
    [
      'a file to sign in at',
      { metadata: { authorization_endpoint: 'file:///etc/passwd' } },
      'endpoint_insecure',
    ],
    [
      'a script to sign in at',
      { metadata: { authorization_endpoint: 'javascript:alert(1)' } },
      'endpoint_insecure',
    ],
    [
      'a share to sign in at',
      { metadata: { authorization_endpoint: 'smb://evil.example/x' } },
      'endpoint_insecure',
    ],
    [
      'a user name in an endpoint',
      { metadata: { token_endpoint: 'https://u:p@evil.example/' } },
      'endpoint_insecure',
    ],
    [
      'a fragment in an endpoint',
      { metadata: { token_endpoint: 'https://bank.example/#x' } },
      'endpoint_insecure',
    ],
    [
      'a token endpoint without TLS',
      { metadata: { token_endpoint: 'http://bank.example/t' } },
      'endpoint_insecure',
    ],
    ['keys without TLS', { metadata: { jwks_uri: 'http://bank.example/jwks' } }, 'endpoint_insecure'],
    ...['client_id', 'state', 'redirect_uri', 'request_uri'].map((name): Row => [
      `a sign-in address with a ${name} of its own [N10]`,
      { metadata: { authorization_endpoint: `https://bank.example/auth?x=1&${name}=y` } },
      'endpoint_ambiguous',
      name,
    ]),
    [
      'algorithms but no keys [N9]',
      { metadata: { id_token_signing_alg_values_supported: ['RS256'], jwks_uri: undefined } },
      'keys_missing',
    ],
    ['no token endpoint', { metadata: { token_endpoint: undefined } }, 'discovery_failed'],
    ['a number for an endpoint', { metadata: { token_endpoint: 7 } }, 'discovery_failed'],
  ]
  test.each(rows)('%s ends the link', async (_what, oddity, code) => {
    const { ended } = await link(oddity)
    expect(ended).toMatchObject({ step: 'failed', problem: { code } })
    expect(harness.opened).toEqual([])
    await expectNothingLeft([])
  })
})

describe('at the listener', () => {
  const refused: [what: string, callback: (query: URLSearchParams) => void][] = [
    ['a wrong state', (query) => query.set('state', 'wrong')],
    ['no state', (query) => query.delete('state')],
    ['two states', (query) => query.append('state', 'x')],
    ['two codes', (query) => query.append('code', 'x')],
    ['two issuers', (query) => query.append('iss', 'x')],
    ['two errors', (query) => (query.append('error', 'a'), query.append('error', 'b'))],
    ['neither code nor error', (query) => query.delete('code')],
    ['an error without state', (query) => (query.set('error', 'access_denied'), query.delete('state'))],
    ['a signed answer that is none', (query) => query.set('response', 'x.y.z')],
  ]
  test.each(refused)('%s is not the answer, and no token is requested', async (_what, callback) => {
    const { page } = await link({ callback })
    expect(page).toBe(400)
    await expectNothingLeft([])
  })
})

describe('in the authorization response', () => {
  const rows: [what: string, callback: (query: URLSearchParams) => void, code: ErrorCode, cause?: string][] =
    [
      ['another issuer (mix-up)', (query) => query.set('iss', 'https://evil.example'), 'issuer_mismatch'],
      ['no issuer, where one was announced', (query) => query.delete('iss'), 'issuer_mismatch'],
      [
        'the issuer with a slash more',
        (query) => query.set('iss', `${query.get('iss')}/`),
        'issuer_mismatch',
      ],
      ['an empty code', (query) => query.set('code', ''), 'answer_invalid', 'code'],
      [
        'a token beside the code',
        (query) => query.set('access_token', 'x'),
        'answer_invalid',
        'access_token',
      ],
      ['an ID token beside the code', (query) => query.set('id_token', 'x'), 'answer_invalid', 'id_token'],
      ['an error beside the code', (query) => query.set('error', 'access_denied'), 'consent_denied'],
      [
        'an error of the server [Words 1]',
        (query) => query.set('error', 'server_error'),
        'server_unavailable',
      ],
      [
        'a server that is busy [Words 1]',
        (query) => query.set('error', 'temporarily_unavailable'),
        'server_unavailable',
      ],
      ['an error that is no word', (query) => query.set('error', 'é<img onerror=x>'), 'authorization_failed'],
      [
        'an error in another issuer’s name',
        (query) => (query.set('error', 'access_denied'), query.set('iss', 'x')),
        'issuer_mismatch',
      ],
    ]
  test.each(rows)('%s ends the link before any token is requested', async (_what, callback, code, cause) => {
    const { ended, page } = await link({ callback })
    expect(ended).toMatchObject({
      step: 'failed',
      problem: { code, detail: cause === undefined ? {} : { cause } },
    })
    expect(JSON.stringify(ended)).not.toContain('<img')
    expect(page).toBe(200)
    await expectNothingLeft([])
  })
})

describe('in the ID token', () => {
  const rows: Row[] = [
    ['another issuer', { claims: { iss: 'https://evil.example' } }, 'id_token_invalid', 'iss'],
    ['no issuer', { claims: { iss: undefined } }, 'id_token_invalid', 'iss'],
    ['another audience', { claims: { aud: 'client-2' } }, 'id_token_invalid', 'aud'],
    ['no audience', { claims: { aud: undefined } }, 'id_token_invalid', 'aud'],
    ['two audiences without azp', { claims: { aud: [client.clientId, 'c2'] } }, 'id_token_invalid', 'aud'],
    ['another party', { claims: { azp: 'client-2' } }, 'id_token_invalid', 'azp'],
    ['an end ten minutes ago', { claims: { exp: inAnHour() - 4200 } }, 'id_token_invalid', 'exp'],
    ['no end', { claims: { exp: undefined } }, 'id_token_invalid', 'exp'],
    ['no time', { claims: { iat: undefined } }, 'id_token_invalid', 'iat'],
    [
      'an issue time of tomorrow',
      { claims: { iat: inAnHour() + 82_800, exp: inAnHour() + 90_000 } },
      'id_token_invalid',
      'iat',
    ],
    ['a time of last week', { claims: { iat: inAnHour() - 700_000 } }, 'id_token_invalid', 'iat'],
    ['not valid before an hour from now', { claims: { nbf: inAnHour() } }, 'id_token_invalid', 'nbf'],
    ['another nonce', { claims: { nonce: 'replayed' } }, 'id_token_invalid', 'nonce'],
    ['no nonce', { claims: { nonce: undefined } }, 'id_token_invalid', 'nonce'],
    ['no subject', { claims: { sub: undefined } }, 'id_token_invalid', 'sub'],
    ['an empty subject', { claims: { sub: '' } }, 'id_token_invalid', 'sub'],
    ['a subject that is a number', { claims: { sub: 7 } }, 'id_token_invalid', 'sub'],
    ['a subject of 256 characters', { claims: { sub: 'x'.repeat(256) } }, 'id_token_invalid', 'sub'],
    [
      'the hash of another access token',
      { claims: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } },
      'id_token_invalid',
      'at_hash',
    ],
    ['no signature', { header: { alg: 'none' } }, 'id_token_invalid'],
    ['a signature with the secret', { header: { alg: 'HS256' } }, 'id_token_invalid'],
    [
      'one with the public key as secret',
      { header: { alg: 'HS256' }, signsWithPublicKey: true },
      'id_token_invalid',
    ],
    ['an algorithm that the server does not announce', { header: { alg: 'ES256' } }, 'id_token_invalid'],
    ['a signature that is random', { foreignKey: true }, 'id_token_invalid', 'signature'],
    ['a key in its header', { header: { jwk: weak() }, foreignKey: true }, 'id_token_invalid', 'signature'],
    [
      'an address of the key',
      { header: { jku: 'http://127.0.0.1:9/k' }, foreignKey: true },
      'id_token_invalid',
    ],
    ['an extension that has to be understood', { header: { crit: ['x'], x: 1 } }, 'id_token_invalid'],
    ['a key that is not published', { header: { kid: 'k9' } }, 'id_token_invalid'],
    [
      'no kid where there are two keys',
      { header: { kid: undefined }, alsoPublishes: [second()] },
      'id_token_invalid',
    ],
    [
      'a published key that is too weak',
      { jwks: { keys: [{ ...weak(), kid: 'k1', alg: 'RS256' }] } },
      'id_token_invalid',
    ],
    [
      'a published secret',
      { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'k1' }] } },
      'id_token_invalid',
    ],
    ['five parts, as encrypted', { answer: { id_token: 'a.b.c.d.e' } }, 'id_token_invalid'],
  ]
  test.each(rows)(
    '%s ends the link after one token request, and the access is revoked',
    async (_what, oddity, code, cause) => {
      const { ended } = await link(oddity)
      expect(ended).toMatchObject({ step: 'failed', problem: { code } })
      if (cause !== undefined) expect(ended.problem?.detail.cause).toBe(cause)
      await expectNothingLeft(['/token', '/revoke'])
    },
  )
})

describe('in the token answer', () => {
  const json = { 'content-type': 'application/json' }
  const rows: Row[] = [
    ['an error in a 200', { text: '{"error":"invalid_grant"}', headers: json }, 'code_rejected'],
    ['a list', { text: '[]', headers: json }, 'answer_invalid'],
    ['null', { text: 'null', headers: json }, 'answer_invalid'],
    ['half of it', { text: '{"access_token":"at-1"', headers: json }, 'answer_invalid'],
    ['a web page called JSON', { text: '<html>at-1</html>', headers: json }, 'portal'],
    [
      'deeply nested JSON',
      { text: `${'['.repeat(100_000)}${']'.repeat(100_000)}`, headers: json },
      'answer_invalid',
    ],
    ['nothing', { text: '', headers: json }, 'answer_invalid'],
    ['no access token', { answer: { access_token: undefined } }, 'answer_invalid', 'access_token'],
    ['an object for a token', { answer: { access_token: { a: 1 } } }, 'answer_invalid', 'access_token'],
    ['a line break in a token', { answer: { access_token: 'a\r\nb' } }, 'answer_invalid', 'access_token'],
    [
      'a line break in the refresh token',
      { answer: { refresh_token: 'a\nb' } },
      'answer_invalid',
      'refresh_token',
    ],
    ['a type that was not requested', { answer: { token_type: 'DPoP' } }, 'answer_invalid', 'token_type'],
    ['an unknown type', { answer: { token_type: 'mac' } }, 'answer_invalid', 'token_type'],
    ['no type', { answer: { token_type: undefined } }, 'answer_invalid', 'token_type'],
    ['scopes that are no text', { answer: { scope: { openid: 1 } } }, 'answer_invalid', 'scope'],
    ['no ID token', { answer: { id_token: undefined } }, 'id_token_invalid'],
    [
      'a redirect that keeps the body',
      { status: 307, text: '', headers: { location: 'https://evil.example' } },
      'portal',
    ],
    ['a redirect', { status: 302, text: '', headers: { location: 'https://evil.example' } }, 'portal'],
    ['a network that wants a sign-in', { status: 511, text: '<html></html>' }, 'portal'],
    ['a server that is down', { status: 503, text: '' }, 'server_unavailable'],
    ['a server with too many requests', { status: 429, text: '' }, 'rate_limited'],
    ['a wrong secret', { status: 401, text: '{"error":"invalid_client"}', headers: json }, 'client_rejected'],
    [
      'a code that is spent',
      { status: 400, text: '{"error":"invalid_grant"}', headers: json },
      'code_rejected',
    ],
    ['a connection that is reset', { wire: 'reset' }, 'offline'],
    ['a header that breaks off', { wire: 'after half a header' }, 'offline'],
    ['a body that breaks off', { wire: 'cut short' }, 'offline'],
    ['a drip that never ends', { wire: 'drip' }, 'timed_out'],
    ['no answer at all', { wire: 'never' }, 'timed_out'],
    ['packed bytes', { wire: 'gzip' }, 'answer_invalid', 'content-encoding'],
    ['two million bytes', { wire: 'huge' }, 'answer_invalid', 'too large'],
    ['another protocol', { wire: 'not http' }, 'answer_invalid'],
  ]
  test.each(rows)(
    '%s ends the link after one request, which is not repeated',
    async (_what, oddity, code, cause) => {
      const { ended, page } = await link(oddity)
      expect(ended).toMatchObject({ step: 'failed', problem: { code } })
      if (cause !== undefined) expect(ended.problem?.detail.cause).toBe(cause)
      expect(page).toBe(200)
      const hasRefreshToken = oddity.answer !== undefined && !('refresh_token' in oddity.answer)
      await expectNothingLeft(hasRefreshToken ? ['/token', '/revoke'] : ['/token'])
    },
  )
})

test('UserInfo of another user ends the link, and the new grant is revoked', async () => {
  const metadata = { userinfo_endpoint: `${odd.issuer}/userinfo` }
  const { ended } = await link({ metadata, userinfo: { sub: 'somebody else' } })
  expect(ended.problem).toMatchObject({ code: 'id_token_invalid' })
  await expectNothingLeft(['/token', '/userinfo', '/revoke'])
})

test.each<[string, NonNullable<Oddity['at']>[string]]>([
  ['fails', { status: 500, text: '' }],
  ['refuses', { status: 403, text: '' }],
  ['answers with a page', { status: 200, text: '<html>', headers: { 'content-type': 'text/html' } }],
])('a UserInfo endpoint that %s leaves a good link [N11]', async (_what, answer) => {
  const metadata = { userinfo_endpoint: `${odd.issuer}/userinfo` }
  const { ended } = await link({ metadata, at: { '/userinfo': answer } })
  expect(ended).toMatchObject({ step: 'done', problem: null })
  expect(listConnections(harness.deps.store)).toMatchObject([{ sub: 'sub-1', signedInAs: 'sub-1' }])
})

describe('an issuer whose metadata name the server of another registration', () => {
  let other: OddServer
  beforeEach(async () => {
    other = await startOddServer()
    await addRegistration(harness.deps, {
      name: 'Another server',
      environment: { kind: 'openid', issuer: other.issuer },
      ...client,
      scopes: ['openid'],
      redirect: { mode: 'loopback' },
    })
  })
  afterEach(() => other.close())

  test.each([
    'authorization_endpoint',
    'token_endpoint',
    'pushed_authorization_request_endpoint',
    'revocation_endpoint',
    'userinfo_endpoint',
  ])('as its %s is refused before a browser is opened [N5]', async (name) => {
    const { ended } = await link({ metadata: { [name]: `${other.issuer}/auth` } })
    const cause = new URL(other.issuer).host
    expect(ended).toMatchObject({
      step: 'failed',
      problem: { code: 'endpoint_foreign', detail: { cause } },
    })
    expect(harness.opened).toEqual([])
    expect(other.posts).toEqual([])
    await expectNothingLeft([])
  })

  test('an issuer whose metadata name only its own server is linked as usual [N5]', async () => {
    expect((await link({})).ended).toMatchObject({ step: 'done' })
  })
})

test.each([
  ['ends access and publishes keys', {}, { canRevoke: true, publishesKeys: true }],
  [
    'has no revocation endpoint',
    { revocation_endpoint: undefined },
    { canRevoke: false, publishesKeys: true },
  ],
  ['publishes no keys', { jwks_uri: undefined }, { canRevoke: true, publishesKeys: false }],
])('that a server %s is known before anything is sent to it [S5] [N9]', async (_what, metadata, facts) => {
  const institutionId = await register()
  odd.oddity = { metadata }
  odd.posts = []
  expect(await describeServer(harness.deps, institutionId)).toEqual(facts)
  expect([odd.posts, harness.opened]).toEqual([[], []])
})

test('that access can be ended is known where only clients with a certificate have an address for it', async () => {
  const institutionId = await register()
  const [row] = listRegistrations(harness.deps.store)
  if (!row) throw new Error('there is no registration')
  odd.oddity = {
    metadata: {
      revocation_endpoint: undefined,
      mtls_endpoint_aliases: { revocation_endpoint: `${odd.issuer}/revoke` },
    },
  }
  const certificate = {
    subject: 'CN=desk',
    issuer: 'CN=desk',
    validFromMs: 0,
    validUntilMs: Date.now() + 60_000,
    fingerprint: 'ab'.repeat(32),
    isSelfSigned: true,
    authenticates: true,
  }
  expect(await describeServer(harness.deps, institutionId)).toMatchObject({ canRevoke: false })
  updateRegistration(harness.deps.store, { ...row, certificate })
  expect(await describeServer(harness.deps, institutionId)).toMatchObject({ canRevoke: true })
})

test.each([400, 401, 403])(
  'a pushed request that is refused with %i and no reason names what to check [S3]',
  async (status) => {
    const metadata = {
      pushed_authorization_request_endpoint: `${odd.issuer}/par`,
      require_pushed_authorization_requests: true,
    }
    const { ended } = await link({ metadata, at: { '/par': { status, text: '' } } })
    expect(ended).toMatchObject({ step: 'failed', problem: { code: 'request_refused', detail: { status } } })
    expect(ended.problem?.detail.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    await expectNothingLeft(['/par'])
  },
)

describe('what even a strict client accepts', () => {
  const halfHash = createHash('sha256').update('at-1').digest().subarray(0, 16).toString('base64url')
  const rows: [string, Oddity | (() => Oddity)][] = [
    ['nothing odd', {}],
    ['an audience list of one', { claims: { aud: [client.clientId] } }],
    ['two audiences with the right azp', { claims: { aud: [client.clientId, 'c2'], azp: client.clientId } }],
    ['no kid where there is one key', { header: { kid: undefined } }],
    ['the right hash of the access token', { claims: { at_hash: halfHash } }],
    ['times ten seconds ahead', () => ({ claims: { iat: now() + 10 } })],
    ['an end twenty seconds ago', () => ({ claims: { exp: now() - 20 } })],
    ['a key that is published only now', { rotates: true }],
    ['no expires_in', { answer: { expires_in: undefined } }],
    [
      'keys with one that is null and one that can’t be read among them [N11]',
      () => ({ alsoPublishes: [null, 'x', { kty: 'RSA', kid: 'k1', n: 7 }, { kty: 'EC', crv: 'P-0' }] }),
    ],
    ['no keys where it does not say how it signs [N9]', { metadata: { jwks_uri: undefined } }],
    ['a sign-in address with a parameter of its own', { ownParameter: true }],
    ['a negative expires_in', { answer: { expires_in: -1 } }],
    ['an expires_in of null', { answer: { expires_in: null } }],
    [
      'a member named __proto__',
      { answer: JSON.parse('{"__proto__":{"polluted":true}}') as object as Record<string, unknown> },
    ],
    [
      'an issuer that was not announced',
      { metadata: { authorization_response_iss_parameter_supported: false } },
    ],
  ]
  test.each(rows)('%s', async (_what, oddity) => {
    const { ended } = await link(typeof oddity === 'function' ? oddity() : oddity)
    expect(ended).toMatchObject({ step: 'done', problem: null })
    expect(odd.requests.filter((path) => path === '/token')).toHaveLength(1)
    expect(Reflect.get({}, 'polluted')).toBe(undefined)
  })
})
