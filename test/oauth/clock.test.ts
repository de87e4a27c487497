import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openHttp, type Http } from '../../electron/main/net/http.ts'
import { akoyaProfile } from '../../electron/main/institutions/akoya/profile.ts'
import { openidProfile } from '../../electron/main/institutions/openid/profile.ts'
import { refreshTokens } from '../../electron/main/oauth/refresh.ts'
import { newKnownServers } from '../../electron/main/oauth/known.ts'
import { openServer, type TokenSet } from '../../electron/main/oauth/server.ts'
import type { ServerProfile } from '../../electron/main/oauth/server-profile.ts'
import { client, startOddServer, type OddServer } from '../support/odd-server.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import { limits } from '../support/limits.ts'

const hourMs = 60 * 60_000

let odd: OddServer
let http: Http
let heard: number[]

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(() => odd.close())
beforeEach(() => {
  heard = []
  http = openHttp({ userAgent: 'Mooring/test', onOffset: (_host, offsetMs) => heard.push(offsetMs) })
})
afterEach(() => http.close())

const discovered = () =>
  openidProfile(odd.issuer, { has: 'secret', ...usualProtections }, { allowLoopbackHttp: true }).server
const typedIn = () =>
  akoyaProfile({ authorizationBase: odd.issuer, dataBase: odd.issuer, issuer: odd.issuer }, 'bank', {
    allowLoopbackHttp: true,
  }).server

async function refresh(profile: ServerProfile): Promise<TokenSet> {
  const server = await openServer(
    { http, known: newKnownServers() },
    profile,
    client,
    AbortSignal.timeout(limits.requestMs),
  )
  const previous = { issuer: odd.issuer, sub: 'sub-1', clientId: client.clientId, signedInAtMs: null }
  const held = { refreshToken: 'rt-1', previous }
  const { tokens, problem } = await refreshTokens(
    server,
    held,
    async () => {},
    AbortSignal.timeout(limits.requestMs),
  )
  if (tokens === null) throw problem
  return tokens
}

test.each([
  ['two hours behind the server', 2 * hourMs],
  ['two hours ahead of the server', -2 * hourMs],
  ['right', 0],
])('with a computer’s clock that is %s, tokens are checked with the server’s', async (_name, aheadMs) => {
  for (const profile of [discovered(), typedIn()]) {
    odd.aheadMs = aheadMs
    odd.oddity = {}
    const tokens = await refresh(profile)
    expect(tokens.refreshToken).toBe('rt-2')
    const leftMs = tokens.expiresAtMs - Date.now()
    expect(leftMs).toBeGreaterThan(280_000)
    expect(leftMs).toBeLessThanOrEqual(302_000)
  }
  expect(Math.max(...heard.map((offsetMs) => Math.abs(offsetMs - aheadMs)))).toBeLessThan(limits.requestMs)
})

test('a token that has expired by the server’s clock is refused, however early it is by the computer’s', async () => {
  odd.aheadMs = 2 * hourMs
  odd.oddity = { claims: { exp: Math.floor((Date.now() + hourMs) / 1000) } }
  await expect(refresh(discovered())).rejects.toMatchObject({ code: 'id_token_invalid' })
})

test.each(['resets', 'never answers'] as const)(
  'a server that %s at the request for its time is sent the token all the same [N8]',
  async (how) => {
    odd.aheadMs = 0
    odd.oddity = { head: how }
    expect((await refresh(typedIn())).refreshToken).toBe('rt-2')
  },
)

test('Cancel works while the time is requested', async () => {
  odd.oddity = { head: 'never answers' }
  const controller = new AbortController()
  const reason = new Error('cancelled')
  setTimeout(() => controller.abort(reason), 50)
  await expect(
    openServer({ http, known: newKnownServers() }, typedIn(), client, controller.signal),
  ).rejects.toBe(reason)
})

test('a server that can’t be reached is reported as such', async () => {
  const closed = await startOddServer()
  await closed.close()
  const profile = akoyaProfile(
    { authorizationBase: closed.issuer, dataBase: closed.issuer, issuer: closed.issuer },
    'bank',
    { allowLoopbackHttp: true },
  ).server
  await expect(refresh(profile)).rejects.toMatchObject({ code: 'offline' })
})
