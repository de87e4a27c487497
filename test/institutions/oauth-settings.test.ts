import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import type { OAuthSettings } from '../../shared/models/oauth-settings.ts'
import type { Environment, RegistrationInput } from '../../shared/models/registration.ts'
import { faultsOf } from '../../shared/registration-faults.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { startOddServer, type OddServer } from '../support/odd-server.ts'

// What the settings of a registration change on the wire, at a server with metadata.

let odd: OddServer
let harness: Harness
beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(() => odd.close())
beforeEach(() => {
  odd.oddity = {}
  odd.posts = []
  harness = openHarness({ totalMs: 1500 })
})
afterEach(() => harness.close())

const usual: OAuthSettings = {
  clientAuthentication: 'basic',
  hasPkce: true,
  scopeSeparator: ' ',
  authorizationParameters: {},
}

type OAuthAddresses = Omit<Extract<Environment, { kind: 'oauth' }>, 'kind' | 'settings'>

function inputOf(
  settings: Partial<OAuthSettings> = {},
  scopes: string[] = [],
  addresses: OAuthAddresses = { issuer: odd.issuer },
): RegistrationInput {
  return {
    name: 'Desk',
    environment: { kind: 'oauth', ...addresses, settings: { ...usual, ...settings } },
    clientId: 'client 1',
    clientSecret: 's+cret',
    scopes,
    redirect: { mode: 'paste', uri: 'https://127.0.0.1:9999/here' },
  }
}

/** The authorization request that a link opens the browser with. */
async function opened(input: RegistrationInput): Promise<URLSearchParams> {
  const { id: registrationId } = await addRegistration(harness.deps, input)
  const { id: institutionId } = addInstitution(harness.deps, {
    registrationId,
    connector: null,
    name: 'Bank',
  })
  await startLink(harness.deps, { institutionId, loginName: 'Ortega' })
  return new URL(await eventually('the browser is opened', () => harness.opened[0])).searchParams
}

/** The token request of a link. */
async function exchanged(input: RegistrationInput): Promise<OddServer['posts'][number] | undefined> {
  const { id: registrationId } = await addRegistration(harness.deps, input)
  const { id: institutionId } = addInstitution(harness.deps, {
    registrationId,
    connector: null,
    name: 'Bank',
  })
  odd.oddity = { answer: { id_token: undefined } }
  const { id } = await startLink(harness.deps, { institutionId, loginName: 'Ortega' })
  const url = new URL(await eventually('the browser is opened', () => harness.opened[0]))
  const state = url.searchParams.get('state') ?? ''
  const box = harness.deps.linker.find(id)?.pasteBox
  box?.offer(`https://127.0.0.1:9999/here?${new URLSearchParams({ code: 'c1', state, iss: odd.issuer })}`)
  const ended = await harness.ended(id)
  expect(ended.problem).toBeNull()
  return odd.posts.find(({ path }) => path === '/token')
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('the authorization request', () => {
  test('has state and PKCE, and neither nonce nor prompt nor an empty scope', async () => {
    const request = await opened(inputOf())
    expect(request.get('state')).toMatch(/^[\w-]{43}$/)
    expect(request.get('code_challenge_method')).toBe('S256')
    for (const name of ['nonce', 'prompt', 'scope']) expect([name, request.has(name)]).toEqual([name, false])
  })

  test('has no PKCE for a server that does not know it', async () => {
    expect((await opened(inputOf({ hasPkce: false }))).has('code_challenge')).toBe(false)
  })

  test('has PKCE whatever the settings say, if the metadata announces it', async () => {
    odd.oddity = { metadata: { code_challenge_methods_supported: ['S256'] } }
    expect((await opened(inputOf({ hasPkce: false }))).has('code_challenge')).toBe(true)
  })

  test('joins scopes as the server wants them, and carries its own parameters', async () => {
    const input = inputOf(
      { scopeSeparator: ',', authorizationParameters: { audience: 'https://api.bank.example' } },
      ['read', 'accounts'],
    )
    const request = await opened(input)
    expect(request.get('scope')).toBe('read,accounts')
    expect(request.get('audience')).toBe('https://api.bank.example')
  })
})

test.each([
  ['basic', basic('client+1:s%2Bcret'), null],
  ['basic_unencoded', basic('client 1:s+cret'), null],
  ['post', undefined, 's+cret'],
] as const)('the client authenticates by %s', async (clientAuthentication, header, inBody) => {
  const post = await exchanged(inputOf({ clientAuthentication }))
  expect(post?.authorization).toBe(header)
  expect(post?.form.get('client_secret')).toBe(inBody)
  expect(post?.form.get('code_verifier')).toMatch(/^[\w-]{43}$/)
})

test('a public client sends its id alone', async () => {
  const post = await exchanged({ ...inputOf(), clientSecret: '' })
  expect([post?.authorization, post?.form.get('client_id')]).toEqual([undefined, 'client 1'])
})

const endpoints = {
  authorizationEndpoint: 'https://a.example/auth',
  tokenEndpoint: 'https://a.example/token',
}

test.each<[what: string, RegistrationInput, faults: string[]]>([
  ['metadata alone', inputOf({}, [], { issuer: 'https://a.example' }), []],
  ['both endpoints alone', inputOf({}, [], endpoints), []],
  [
    'no address at all',
    inputOf({}, [], {}),
    ['environment.authorizationEndpoint', 'environment.tokenEndpoint'],
  ],
  [
    'one endpoint beside metadata',
    inputOf({}, [], { issuer: 'https://a.example', tokenEndpoint: 'https://a.example/token' }),
    ['environment.authorizationEndpoint'],
  ],
  [
    'a login address without a path',
    inputOf({}, [], { ...endpoints, loginAddress: 'https://a.example/me' }),
    ['environment.settings.loginPath'],
  ],
  [
    'a path without a login address',
    inputOf({ loginPath: 'a.b' }, [], endpoints),
    ['environment.loginAddress'],
  ],
  [
    'a parameter of our own',
    inputOf({ authorizationParameters: { redirect_uri: 'https://evil.example' } }, [], endpoints),
    ['environment.settings.authorizationParameters'],
  ],
  [
    'a parameter of grant management',
    inputOf({ authorizationParameters: { grant_id: 'another' } }, [], endpoints),
    ['environment.settings.authorizationParameters'],
  ],
  ...['client_secret', 'password', 'access_token', 'id_token_hint', 'apiKey'].map(
    (name): [string, RegistrationInput, string[]] => [
      `a parameter for a secret, ${name}`,
      inputOf({ authorizationParameters: { [name]: 'a' } }, [], endpoints),
      ['environment.settings.authorizationParameters'],
    ],
  ),
  [
    'a parameter that only speaks of tokens',
    inputOf({ authorizationParameters: { token_access_type: 'offline' } }, [], endpoints),
    [],
  ],
  [
    'a life that is no number',
    inputOf({ refreshLife: { days: Number('soon'), from: 'authorization' } }, [], endpoints),
    ['environment.settings.refreshLife'],
  ],
  [
    'an endpoint without TLS',
    inputOf({}, [], { ...endpoints, tokenEndpoint: 'http://a.example/token' }),
    ['environment.tokenEndpoint'],
  ],
])('a registration with %s', (_what, input, faults) => {
  expect(faultsOf(input, { keepsSecret: false, hasCertificate: false, allowLoopbackHttp: false })).toEqual(
    faults,
  )
})

test.each([
  ['https://127.0.0.1', true],
  ['https://127.0.0.1:8182', true],
  ['https://127.0.0.1:8182/callback', true],
  ['https://127.0.0.1/?a=b', false],
  ['http://bank.example/callback', false],
])('a pasted redirect to %s is taken: %s', (uri, isTaken) => {
  const input: RegistrationInput = { ...inputOf({}, [], endpoints), redirect: { mode: 'paste', uri } }
  const faults = faultsOf(input, { keepsSecret: false, hasCertificate: false, allowLoopbackHttp: false })
  expect(faults).toEqual(isTaken ? [] : ['redirect.uri'])
})
