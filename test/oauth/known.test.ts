import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openHttp, type Http } from '../../electron/main/net/http.ts'
import { openidProfile } from '../../electron/main/institutions/openid/profile.ts'
import { newKnownServers, type KnownServers } from '../../electron/main/oauth/known.ts'
import { refreshTokens } from '../../electron/main/oauth/refresh.ts'
import { openServer } from '../../electron/main/oauth/server.ts'
import { client, startOddServer, type OddServer } from '../support/odd-server.ts'
import { usualProtections } from '../../shared/usual-protections.ts'

let http: Http
let odd: OddServer
let known: KnownServers
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  http = openHttp({ userAgent: 'Mooring/test' })
  odd = await startOddServer()
  known = newKnownServers()
})
afterEach(async () => {
  vi.useRealTimers()
  await http.close()
  await odd.close()
})

/** @returns the requests that the server received for it */
async function refresh({ isFresh = false } = {}): Promise<string[]> {
  odd.requests = []
  const profile = openidProfile(
    odd.issuer,
    { has: 'secret', ...usualProtections },
    { allowLoopbackHttp: true },
  )
  const server = await openServer({ http, known, isFresh }, profile.server, client)
  const previous = { issuer: odd.issuer, sub: 'sub-1', clientId: client.clientId, signedInAtMs: null }
  const { problem } = await refreshTokens(server, { refreshToken: 'rt-1', previous }, async () => {})
  if (problem !== null) throw problem
  return odd.requests
}

const metadata = '/.well-known/openid-configuration'
const wait = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000)

test('a refresh is one request where the server is known', async () => {
  expect(await refresh()).toEqual([metadata, '/jwks', '/token'])
  expect(await refresh()).toEqual(['/token'])
})

test('keys are read again after four minutes and metadata after an hour, before anything is spent', async () => {
  await refresh()
  wait(5)
  expect(await refresh()).toEqual(['/jwks', '/token'])
  wait(61)
  expect(await refresh()).toEqual([metadata, '/jwks', '/token'])
  wait(-30)
  expect(await refresh()).toEqual([metadata, '/jwks', '/token'])
})

test('a link reads the server’s metadata again', async () => {
  await refresh()
  expect(await refresh({ isFresh: true })).toEqual([metadata, '/token'])
})

test('a key that appeared since is fetched, for unknown ones once a minute at most', async () => {
  await refresh()
  odd.oddity = { header: { kid: 'k9' } }
  for (const [minutes, asked] of [
    [0, ['/token', '/jwks']],
    [0.5, ['/token']],
    [1, ['/token', '/jwks']],
  ] as const) {
    wait(minutes)
    await expect(refresh()).rejects.toMatchObject({ code: 'id_token_invalid' })
    expect(odd.requests).toEqual(asked)
  }
  odd.oddity = {}
  expect(await refresh()).toEqual(['/token'])
})
