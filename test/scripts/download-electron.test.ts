import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { downloadFailure } from '../../scripts/download-failure.ts'
import { root } from '../../scripts/run.ts'

const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
  version: string
}
const zipName = `electron-v${version}-linux-x64.zip`
const zip = zipSync(
  { electron: new Uint8Array(3_000_000), version: Buffer.from(`v${version}`) },
  { level: 0 },
)
const sums = `${createHash('sha256').update(zip).digest('hex')} *${zipName}\n`

let folder: string
let servers: Server[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-electron-'))
  servers = []
  // A package of Electron's own, to unpack a binary into.
  mkdirSync(join(folder, 'node_modules'))
  cpSync(join(root, 'node_modules/electron'), join(folder, 'node_modules/electron'), {
    recursive: true,
    filter: (name) => !/electron[\\/](dist|path\.txt|electron\.d\.ts)$/.test(name),
  })
  for (const scope of ['@electron', '@electron-internal'])
    symlinkSync(
      realpathSync(join(root, 'node_modules', scope)),
      join(folder, 'node_modules', scope),
      'junction',
    )
})
afterEach(() => {
  for (const server of servers) server.close().closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

/** @returns the address of a server that answers so, with a slash at its end */
async function serve(listener: RequestListener, onConnect?: (socket: { end(text: string): void }) => void) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  if (onConnect) server.on('connect', (_request, socket) => onConnect(socket))
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const mirror: RequestListener = (request, response) => {
  const body = request.url?.endsWith('.zip') ? zip : sums
  response.writeHead(200, { 'content-length': body.length }).end(body)
}

const note = () => join(folder, 'refused')
const isThere = () => existsSync(join(folder, 'node_modules/electron/dist/electron'))

async function download(
  env: Record<string, string>,
  limitMs = 60_000,
): Promise<{ code: number; said: string }> {
  const {
    HTTPS_PROXY: _https,
    https_proxy: _lower,
    HTTP_PROXY: _http,
    http_proxy: _plain,
    ...rest
  } = process.env
  const args = [
    join(root, 'scripts/download-electron.ts'),
    join(folder, 'node_modules/electron'),
    note(),
    String(limitMs),
  ]
  const options = {
    env: {
      ...rest,
      ELECTRON_INSTALL_PLATFORM: 'linux',
      ELECTRON_INSTALL_ARCH: 'x64',
      electron_config_cache: join(folder, 'cache'),
      electron_use_remote_checksums: '1',
      ...env,
    },
  }
  return promisify(execFile)(process.execPath, args, options).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (thrown: { code: number; stdout: string; stderr: string }) => ({
      code: thrown.code,
      said: thrown.stdout + thrown.stderr,
    }),
  )
}

describe('the download of Electron', () => {
  test('comes from the mirror that is named, shows how far it is, and unpacks the binary [EL6]', async () => {
    const { code, said } = await download({ ELECTRON_MIRROR: await serve(mirror) })
    expect([code, said]).toEqual([
      0,
      expect.stringContaining(`Downloading Electron ${version} for linux-x64, once…`),
    ])
    expect(said).toMatch(/1 of 3 MB \([45]0 %\)\n/)
    expect(said).toContain('3 of 3 MB (100 %)\n')
    expect(isThere()).toBe(true)
  })

  test('that a server refuses says who and how, and is noted [EL6]', async () => {
    const address = await serve((_request, response) => void response.writeHead(403).end())
    const { code, said } = await download({ ELECTRON_MIRROR: address })
    expect(code).toBe(1)
    expect(said).toContain(`Electron could not be downloaded: ${new URL(address).host} answered 403.`)
    expect(said).toContain('Name a mirror in ELECTRON_MIRROR, or a proxy in HTTPS_PROXY')
    expect(readFileSync(note(), 'utf8')).toBe(`${new URL(address).host} answered 403.`)
  })

  test('that takes too long says so, and is not noted: the next start tries again [EL6]', async () => {
    const slow = await serve((request, response) => {
      if (!request.url?.endsWith('.zip')) return mirror(request, response)
      response.writeHead(200, { 'content-length': zip.length }).write(zip.subarray(0, 1_000_000))
    })
    const { code, said } = await download({ ELECTRON_MIRROR: slow }, 1500)
    expect([code, said]).toEqual([1, expect.stringContaining('it took longer than 1500 ms.')])
    expect(existsSync(note())).toBe(false)
  })

  test.each([
    [503, 'answered 503.'],
    [429, 'answered 429.'],
  ])('that meets %i, which passes, is not noted [EL6]', async (status, says) => {
    const { code, said } = await download({
      ELECTRON_MIRROR: await serve((_request, response) => void response.writeHead(status).end()),
    })
    expect([code, said]).toEqual([1, expect.stringContaining(says)])
    expect(existsSync(note())).toBe(false)
  })

  test('where nobody answers says so, and is not noted [EL6]', async () => {
    const address = await serve(mirror)
    servers.pop()?.close()
    const { code, said } = await download({ ELECTRON_MIRROR: address })
    expect([code, said]).toEqual([1, expect.stringContaining('nobody answers there (ECONNREFUSED).')])
    expect(existsSync(note())).toBe(false)
  })

  test.each([
    ['with a scheme', (address: string) => address],
    ['without a scheme', (address: string) => new URL(address).host],
  ])(
    'goes through the proxy that HTTPS_PROXY names %s, and says what it wants [EL6]',
    async (_what, nameOf) => {
      const proxy = await serve(
        (_request, response) => void response.writeHead(500).end(),
        (socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
      )
      const { code, said } = await download({ HTTPS_PROXY: nameOf(proxy) })
      expect([code, said]).toEqual([
        1,
        expect.stringContaining('the proxy answered 407. Put a name and password'),
      ])
    },
  )

  test('that this computer can’t keep says so, and names no mirror or proxy [EL6]', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { code, said } = await download({
      ELECTRON_MIRROR: await serve(mirror),
      electron_config_cache: join(folder, 'file/cache'),
    })
    expect(code).toBe(1)
    expect(said).toContain('could not be downloaded: its folder can’t be written (ENOTDIR')
    expect(said).toContain('name another folder in electron_config_cache')
    expect(said).not.toContain('ELECTRON_MIRROR')
  })

  test.each([
    ['ENOSPC', 'the disk is full (ENOSPC).'],
    ['EACCES', 'its folder can’t be written (EACCES /cache).'],
  ])('that ends with %s is a fault of this computer [EL6]', (code, reason) => {
    const path = code === 'EACCES' ? { path: '/cache' } : {}
    const thrown = Object.assign(new Error(code), { code, ...path })
    expect(downloadFailure(thrown, 1)).toEqual({ reason, isRefusal: false, isLocal: true })
  })

  test('removes the note of an earlier refusal once it succeeds [EL6]', async () => {
    await download({
      ELECTRON_MIRROR: await serve((_request, response) => void response.writeHead(404).end()),
    })
    expect(existsSync(note())).toBe(true)
    expect((await download({ ELECTRON_MIRROR: await serve(mirror) })).code).toBe(0)
    expect(existsSync(note())).toBe(false)
  })
})
