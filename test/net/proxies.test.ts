import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isPossiblySpent } from '../../electron/main/connections/tokens/possibly-spent.ts'
import { toFailure } from '../../electron/main/core/errors.ts'
import { openHttp, type Http } from '../../electron/main/net/http.ts'
import { isExempt, readProxies } from '../../electron/main/net/proxies.ts'
import { openRoutes } from '../../electron/main/net/routes.ts'
import type { Failure } from '../../shared/errors.ts'
import { makeAuthority, type TestAuthority } from '../support/certificate-authority.ts'
import { startConnectProxy, type ConnectProxy } from '../support/connect-proxy.ts'

let folder: string
let authority: TestAuthority
let bank: { port: number; asked: string[]; close(): void }
let proxy: ConnectProxy
const opened: Http[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-proxies-'))
  authority = makeAuthority(folder, 'DNS:bank.test,IP:127.0.0.1')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(async () => {
  bank = await startBank()
  proxy = await startConnectProxy({ 'bank.test': bank.port })
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((http) => http.close()))
  await proxy.close()
  bank.close()
})

async function startBank() {
  const asked: string[] = []
  const server = createServer(authority, (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end('from the bank')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { port: (server.address() as AddressInfo).port, asked, close }
}

/** The app's way out, with what the environment and the system say of proxies. */
function open(from: { env?: Record<string, string>; system?: (url: string) => Promise<string> } = {}) {
  const unresolved: true[] = []
  const http = openHttp({
    userAgent: 'Mooring/test',
    totalMs: 3000,
    extraCa: [readFileSync(authority.file, 'utf8')],
    findRoutes: openRoutes({
      environment: readProxies(from.env ?? {}),
      resolveSystemProxy: from.system ?? (async () => 'DIRECT'),
      onUnresolved: () => unresolved.push(true),
      limitMs: 300,
    }),
  })
  opened.push(http)
  return { http, unresolved }
}

const spend = (http: Http) => http.fetch('https://bank.test/token', { method: 'POST', body: 'refresh' })

async function failureOf(http: Http): Promise<Failure> {
  return toFailure(
    await spend(http).then(
      () => null,
      (thrown: unknown) => thrown,
    ),
  )
}

describe('a proxy of the environment', () => {
  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'HTTP_PROXY', 'http_proxy'])(
    'that %s names leads to the bank, and not around it [J1] [J2]',
    async (name) => {
      const { http } = open({ env: { [name]: proxy.host } })
      expect(await (await spend(http)).text()).toBe('from the bank')
      expect(proxy.asked).toEqual(['bank.test:443'])
      expect(bank.asked).toEqual(['POST /token'])
    },
  )

  test('overrides the system’s, and is not used for this computer', async () => {
    const { http } = open({ env: { HTTPS_PROXY: proxy.host }, system: async () => 'PROXY 127.0.0.1:1' })
    await spend(http)
    await http.fetch(`https://127.0.0.1:${bank.port}/here`)
    expect([proxy.asked, bank.asked]).toEqual([['bank.test:443'], ['POST /token', 'GET /here']])
  })

  test.each(['bank.test', '.test', '*', 'a.example, bank.test:443'])(
    'is not used for what NO_PROXY lists as %s [J3]',
    async (NO_PROXY) => {
      const { http } = open({ env: { HTTPS_PROXY: proxy.host, NO_PROXY } })
      expect(await failureOf(http)).toMatchObject({ code: 'offline', detail: { host: 'bank.test' } })
      expect(proxy.asked).toEqual([])
    },
  )

  test('gets the name and the password of its address', async () => {
    proxy.wants = 'desk:p@ss/w'
    const { http } = open({ env: { HTTPS_PROXY: `http://desk:p%40ss%2Fw@${proxy.host}` } })
    expect((await spend(http)).status).toBe(200)
  })

  test('that speaks TLS itself leads to the bank', async () => {
    const secure = await startConnectProxy({ 'bank.test': bank.port }, authority)
    const { http } = open({ env: { HTTPS_PROXY: `https://${secure.host}` } })
    expect((await spend(http)).status).toBe(200)
    await secure.close()
  })

  test('with an untrusted certificate is not used', async () => {
    const other = makeAuthority(mkdtempSync(join(folder, 'other-')))
    const secure = await startConnectProxy({ 'bank.test': bank.port }, other)
    const { http } = open({ env: { HTTPS_PROXY: `https://${secure.host}` } })
    const failure = await failureOf(http)
    expect(failure).toMatchObject({ code: 'tls_failed', detail: { host: secure.host } })
    expect([isPossiblySpent(failure), secure.asked]).toEqual([false, []])
    await secure.close()
  })
})

describe('a proxy that fails', () => {
  test.each([403, 407, 502])(
    'and answers %i is named as what refused, and nothing counts as spent [J6]',
    async (status) => {
      proxy.mood = { kind: 'refuses', status }
      const { http } = open({ env: { HTTPS_PROXY: proxy.host } })
      const failure = await failureOf(http)
      expect(failure).toEqual({
        code: 'proxy_refused',
        detail: { host: 'bank.test', proxy: proxy.host, status },
      })
      expect(isPossiblySpent(failure)).toBe(false)
    },
  )

  test('without its password is reported with its status, and no password is repeated [J6]', async () => {
    proxy.wants = 'desk:right'
    const { http } = open({ env: { HTTPS_PROXY: `desk:marker@${proxy.host}` } })
    const failure = await failureOf(http)
    expect(failure).toMatchObject({ code: 'proxy_refused', detail: { status: 407 } })
    expect(JSON.stringify(failure)).not.toContain('marker')
  })

  test.each(['hangs', 'breaks'] as const)(
    'and %s is named, and nothing counts as spent [J6]',
    async (kind) => {
      proxy.mood = { kind }
      const { http } = open({ env: { HTTPS_PROXY: proxy.host } })
      const failure = await failureOf(http)
      expect(failure).toMatchObject({
        code: 'proxy_unreachable',
        detail: { host: 'bank.test', proxy: proxy.host },
      })
      expect([isPossiblySpent(failure), bank.asked]).toEqual([false, []])
    },
  )

  test('and fails before a connection to the bank has sent nothing', async () => {
    proxy.mood = { kind: 'dies' }
    const { http } = open({ env: { HTTPS_PROXY: proxy.host } })
    const failure = await failureOf(http)
    expect(failure).toMatchObject({ code: 'offline', detail: { host: 'bank.test', wasSent: false } })
    expect(isPossiblySpent(failure)).toBe(false)
  })

  test('and fails after the request was sent leaves the token possibly spent', async () => {
    proxy.mood = { kind: 'dies later' }
    const { http } = open({ env: { HTTPS_PROXY: proxy.host } })
    const failure = await failureOf(http)
    expect(failure.code).toBe('offline')
    expect(isPossiblySpent(failure)).toBe(true)
  })

  test('because nothing listens there is reported', async () => {
    const gone = proxy.host
    await proxy.close()
    proxy = await startConnectProxy({})
    const { http } = open({ env: { HTTPS_PROXY: gone } })
    expect(await failureOf(http)).toMatchObject({
      code: 'proxy_unreachable',
      detail: { proxy: gone, cause: 'ECONNREFUSED' },
    })
  })
})

describe('the system’s settings', () => {
  test.each([
    ['PROXY', (host: string) => `PROXY ${host}`],
    ['a list whose first can’t be reached', (host: string) => `PROXY 127.0.0.1:1; PROXY ${host}; DIRECT`],
    ['a list that begins with SOCKS', (host: string) => `SOCKS5 127.0.0.1:1;PROXY ${host}`],
  ])('that say %s are followed [J4]', async (_what, text) => {
    const asked: string[] = []
    const { http } = open({
      system: async (url) => {
        asked.push(url)
        return text(proxy.host)
      },
    })
    expect((await spend(http)).status).toBe(200)
    expect([proxy.asked, asked]).toEqual([['bank.test:443'], ['https://bank.test/']])
  })

  test('that say HTTPS lead through a proxy that speaks TLS [J4]', async () => {
    const secure = await startConnectProxy({ 'bank.test': bank.port }, authority)
    const { http } = open({ system: async () => `HTTPS ${secure.host}` })
    expect((await spend(http)).status).toBe(200)
    await secure.close()
  })

  test.each(['DIRECT', '', 'QUIC x:1', 'nonsense'])('that say “%s” lead directly [J4]', async (text) => {
    const { http, unresolved } = open({ system: async () => text })
    expect(await failureOf(http)).toMatchObject({ code: 'offline', detail: { host: 'bank.test' } })
    expect([proxy.asked, unresolved]).toEqual([[], []])
  })

  test('that name only a SOCKS proxy are reported as unusable, and not bypassed [J4]', async () => {
    const { http } = open({ system: async () => 'SOCKS5 socks.example:1080; SOCKS socks.example:1081' })
    const failure = await failureOf(http)
    expect(failure).toEqual({
      code: 'proxy_unsupported',
      detail: { host: 'bank.test', proxy: 'socks.example:1080' },
    })
    expect(isPossiblySpent(failure)).toBe(false)
  })

  test.each([
    ['throw', () => Promise.reject(new Error('no PAC file'))],
    ['never answer', () => new Promise<string>(() => {})],
  ])('that %s lead directly, and the log knows [J4]', async (_what, system) => {
    const { http, unresolved } = open({ system })
    expect(await failureOf(http)).toMatchObject({ code: 'offline', detail: { host: 'bank.test' } })
    expect(unresolved).toEqual([true])
  })

  test('are not bypassed when their proxy refuses, as in a browser [J4] [J6]', async () => {
    proxy.mood = { kind: 'refuses', status: 403 }
    const { http } = open({ system: async () => `PROXY ${proxy.host}; DIRECT` })
    expect((await failureOf(http)).code).toBe('proxy_refused')
  })

  test('are followed anew at each request: a proxy that could not be reached is tried last for a while', async () => {
    let text = `PROXY 127.0.0.1:1; PROXY ${proxy.host}`
    const { http } = open({ system: async () => text })
    await spend(http)
    text = 'DIRECT'
    expect((await failureOf(http)).code).toBe('offline')
    text = `PROXY 127.0.0.1:1; PROXY ${proxy.host}`
    expect((await spend(http)).status).toBe(200)
  })

  test('are not used for what NO_PROXY lists', async () => {
    const { http } = open({ env: { no_proxy: 'bank.test' }, system: async () => `PROXY ${proxy.host}` })
    expect((await failureOf(http)).code).toBe('offline')
    expect(proxy.asked).toEqual([])
  })
})

test.each([
  'bank.test',
  '.bank.test',
  '*.bank.test',
  'BANK.TEST.',
  'test',
  '*',
  '*:443',
  '*:80',
  'bank.test:443',
  'bank.test:80',
  'other.example,\tbank.test',
  'ank.test',
  '127.0.0.1',
  '[::1]',
  '::1',
  '[2001:db8::1]:443',
  '2001:db8::1',
  ',, ,',
])('a NO_PROXY of “%s” means what it means to undici [J3]', (noProxy) => {
  const addresses = [
    'https://bank.test',
    'https://bank.test.',
    'https://idp.bank.test',
    'https://bank.test:8443',
    'https://notbank.test',
    'https://other.example',
    'https://127.0.0.1',
    'https://[::1]',
    'https://[2001:db8::1]',
    'https://[2001:db8::1]:444',
  ]
  const ours = addresses.filter((address) => isExempt(noProxy, new URL(address)))
  expect(ours).toEqual(addresses.filter((address) => isDirectForUndici(noProxy, address)))
})

/** Undici gives the clients behind its proxy agent a function to connect with. */
function isDirectForUndici(noProxy: string, origin: string): boolean {
  let isDirect: boolean | null = null
  const factory = (_origin: string | URL, options: object): Dispatcher => {
    isDirect = typeof Reflect.get(options, 'connect') !== 'function'
    return new Agent(options)
  }
  const agent = new EnvHttpProxyAgent({ httpProxy: 'http://127.0.0.1:1', noProxy, factory })
  const handler = {
    onRequestStart: (controller: { abort(error: Error): void }) => controller.abort(new Error('seen')),
    onResponseError: () => {},
  }
  agent.dispatch({ origin, path: '/', method: 'GET' }, handler as Dispatcher.DispatchHandler)
  void agent.destroy()
  if (isDirect === null) throw new Error('undici made no client')
  return isDirect
}
