import { fork } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openHttp, type Http } from '../../electron/main/net/http.ts'
import { openSystemAuthorities, type TrustWorker } from '../../electron/main/system/system-authorities.ts'
import { makeAuthority, type TestAuthority } from '../support/certificate-authority.ts'

let folder: string
let system: TestAuthority
let own: TestAuthority
const closers: (() => unknown)[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-trust-'))
  system = makeAuthority(mkdtempSync(join(folder, 'system-')))
  own = makeAuthority(mkdtempSync(join(folder, 'own-')))
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The worker as a child of Node, where the app has an Electron utility process. The system's file of authorities is ours. */
function startWorker(file = 'trust-worker.ts'): TrustWorker {
  const child = fork(join(import.meta.dirname, '../../electron/main/system', file), [], {
    env: { ...process.env, SSL_CERT_FILE: system.file, SSL_CERT_DIR: folder },
    stdio: 'ignore',
    execArgv: [],
  })
  return {
    onAnswer: (listener) => void child.on('message', (answer) => listener(answer as string[])),
    onExit: (listener) => void child.on('exit', () => listener()),
    kill: () => void child.kill('SIGKILL'),
  }
}

async function serve(authority: TestAuthority): Promise<string> {
  const server = createServer(authority, (_request, response) => response.end('in'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function open(systemCa: () => Promise<string[]>): Http {
  const http = openHttp({ userAgent: 'Mooring/test', extraCa: [readFileSync(own.file, 'utf8')], systemCa })
  closers.push(() => http.close())
  return http
}

const textAt = async (http: Http, address: string) => (await http.fetch(address)).text()

// Elsewhere the system's authorities are no file that a test could replace.
test.skipIf(process.platform !== 'linux')(
  'what the system trusts is read once by a process of its own, and then trusted [EL3]',
  async () => {
    let starts = 0
    const systemCa = openSystemAuthorities({
      startWorker: () => {
        starts += 1
        return startWorker()
      },
      onUnread: () => {},
    })
    const address = await serve(system)
    expect(await textAt(open(systemCa), address)).toBe('in')
    expect(await textAt(open(systemCa), address)).toBe('in')
    expect(starts).toBe(1)
  },
)

test(
  'while they are read, Node’s own are used after a short wait, and the system’s once they are read [EL3]',
  { tags: 'thorough' },
  async () => {
    const reading = Promise.withResolvers<string[]>()
    const http = open(() => reading.promise)
    const [ours, theirs] = [await serve(own), await serve(system)]
    const startedMs = performance.now()
    expect(await textAt(http, ours)).toBe('in')
    expect(performance.now() - startedMs).toBeGreaterThan(2900)
    await expect(http.fetch(theirs)).rejects.toMatchObject({ code: 'tls_failed' })

    reading.resolve([readFileSync(system.file, 'utf8')])
    await reading.promise
    expect(await textAt(http, theirs)).toBe('in')
    expect(await textAt(http, ours)).toBe('in')
  },
)

test.each([
  ['ends without an answer', () => startWorker('no-such-worker.ts')],
  ['does not answer in time', () => ({ ...startWorker(), onAnswer: () => {} })],
])('a process that %s leaves the others to serve, and the log knows [EL3]', async (_what, start) => {
  let unread = 0
  const systemCa = openSystemAuthorities({
    startWorker: start,
    onUnread: () => void (unread += 1),
    limitMs: 2000,
  })
  expect(await textAt(open(systemCa), await serve(own))).toBe('in')
  expect([await systemCa(), unread]).toEqual([[], 1])
})

test('only the process that is made for it reads the system’s authorities [EL3]', () => {
  const root = join(import.meta.dirname, '../..')
  const askers = globSync('electron/**/*.ts', { cwd: root }).filter((file) =>
    /getCACertificates\((?!'(bundled|extra)'\))/.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(askers.map((file) => basename(file))).toEqual(['trust-worker.ts'])
})
