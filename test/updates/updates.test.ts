import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../electron/main/app/config.ts'
import type { Updates } from '../../electron/main/updates/updates.ts'
import { composeUpdates } from '../../electron/main/app/compose.ts'
import type { UpdateStatus } from '../../shared/models/updates.ts'
import { makeAuthority, type TestAuthority } from '../support/certificate-authority.ts'
import {
  feedName,
  feedOf,
  newPublisher,
  startFeedServer,
  type FeedServer,
  type Publisher,
} from '../support/feed-server.ts'
import { quietLog } from '../support/quiet-log.ts'
import { signFeed } from '../../electron/main/updates/signature.ts'

let authorityFolder: string
let authority: TestAuthority
let publisher: Publisher
let folder: string
let appImage: string
let server: FeedServer
let told: UpdateStatus[]
let quits: number
let last: (() => Promise<void>) | null
let updates: Updates | null

const newer = { version: '0.2.0', content: '#!/bin/sh\necho new >"$(dirname "$0")/started"\n' }
const old = '#!/bin/sh\necho old >"$(dirname "$0")/started"\n'

beforeAll(() => {
  authorityFolder = mkdtempSync(join(tmpdir(), 'mooring-ca-'))
  authority = makeAuthority(authorityFolder)
  publisher = newPublisher()
})
afterAll(() => rmSync(authorityFolder, { recursive: true }))
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-update-'))
  appImage = join(folder, 'Mooring.AppImage')
  writeFileSync(appImage, old, { mode: 0o755 })
  // Read by electron-updater itself.
  process.env['APPIMAGE'] = appImage
  server = await startFeedServer(authority)
  told = []
  quits = 0
  last = null
  updates = null
})
afterEach(async () => {
  updates?.close()
  delete process.env['APPIMAGE']
  await server.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
})

/** Mooring 0.1.0 as its AppImage starts it, or as a package of the system does. */
function open(
  how: { env?: Record<string, string>; platform?: NodeJS.Platform; publisher?: string } = {},
): Updates {
  const config = readConfig(
    {
      MOORING_DATA: join(folder, 'data'),
      MOORING_UPDATE_KEYS: publisher.publicKey,
      MOORING_EXTRA_CA: authority.file,
      APPIMAGE: appImage,
      APPDIR: dirname(process.execPath),
      ...how.env,
    },
    {
      isPackaged: false,
      userDataFolder: folder,
      executable: process.execPath,
      build: how.publisher === undefined ? {} : { MAIN_VITE_UPDATE_PUBLISHER: how.publisher },
    },
  )
  updates = composeUpdates(config, {
    emit: (_name, status) => void told.push(status as UpdateStatus),
    userAgent: 'Mooring/test',
    resolveSystemProxy: async () => 'DIRECT',
    systemCa: async () => [],
    log: quietLog(),
    platform: how.platform ?? 'linux',
    version: '0.1.0',
    quit: () => void (quits += 1),
    quitThen: (work) => void (last = work),
  })
  return updates
}

/** Looks, and waits for what that leads to. */
async function lookAt(how: Parameters<typeof open>[0] = {}): Promise<UpdateStatus> {
  const opened = open(how)
  opened.choose({ updates: true, updateFeed: server.address })
  await opened.look()
  await expect.poll(() => opened.status().state).not.toBe('fetching')
  return opened.status()
}

const feedPath = `/mooring/${feedName}`
const filePath = '/mooring/Mooring-0.2.0.AppImage'
const signed = (feed: string, name = feedName, by = publisher) => signFeed(by.privateKey, name, feed)

const kept = () => globSync('.mooring-update/pending/*', { cwd: folder })

// Windows has neither the script that replaces the AppImage nor the mv that electron-updater moves it with.
const isWindows = process.platform === 'win32'

test.skipIf(isWindows)(
  'a newer version is fetched behind the user’s work, and installed and started when they say so',
  async () => {
    server.publish(publisher, newer)
    expect(await lookAt()).toMatchObject({ state: 'ready', version: '0.2.0', problem: null })
    expect(told.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1])).toEqual([
      'waiting',
      'looking',
      'fetching',
      'ready',
    ])
    expect(server.requests).toEqual([`/mooring/${feedName}`, '/mooring/Mooring-0.2.0.AppImage'])
    expect(readFileSync(appImage, 'utf8')).toBe(old)

    updates?.install()
    expect([quits, readFileSync(appImage, 'utf8')]).toEqual([0, old])
    await last?.()
    expect([quits, readFileSync(appImage, 'utf8')]).toEqual([1, newer.content])
    await expect
      .poll(() => existsSync(join(folder, 'started')) && readFileSync(join(folder, 'started'), 'utf8'))
      .toBe('new\n')
  },
)

test('a download is reused after a restart, unless it was damaged', async () => {
  server.publish(publisher, newer)
  await lookAt()
  updates?.close()
  expect(await lookAt()).toMatchObject({ state: 'ready' })
  updates?.close()
  expect(server.requests.filter((path) => path.endsWith('.AppImage'))).toHaveLength(1)

  writeFileSync(join(folder, '.mooring-update/pending/Mooring-0.2.0.AppImage'), 'damaged')
  expect(await lookAt()).toMatchObject({ state: 'ready' })
  expect(server.requests.filter((path) => path.endsWith('.AppImage'))).toHaveLength(2)
  expect(readFileSync(join(folder, '.mooring-update/pending/Mooring-0.2.0.AppImage'), 'utf8')).toBe(
    newer.content,
  )
})

test.each(['0.1.0', '0.0.9', '0.1.0-beta.1'])('version %s is not newer, and not fetched', async (version) => {
  server.publish(publisher, { version, content: old })
  expect(await lookAt()).toMatchObject({ state: 'newest', version: null, problem: null })
  expect(server.requests).toEqual([`/mooring/${feedName}`])
})

test('where the system’s package manager installs, a newer version is only announced', async () => {
  server.publish(publisher, newer)
  expect(await lookAt({ env: { APPIMAGE: '', APPDIR: '' } })).toMatchObject({
    state: 'found',
    version: '0.2.0',
  })
  expect(server.requests).toEqual([`/mooring/${feedName}`])
  expect(() => updates?.install()).toThrow('not_found')
})

test('a start from within another program’s AppImage does not take that one for its own', async () => {
  server.publish(publisher, newer)
  expect(await lookAt({ env: { APPDIR: '/tmp/.mount_other' } })).toMatchObject({ state: 'found' })
})

const refusals: [what: string, code: string, arrange: () => void, fetches: boolean][] = [
  [
    'a tampered file',
    'update_damaged',
    () => server.files.set(filePath, newer.content.replace('new', 'mew')),
    true,
  ],
  [
    'a file that is too short',
    'update_damaged',
    () => server.files.set(filePath, newer.content.slice(0, -1)),
    true,
  ],
  [
    'a file that breaks off',
    'offline',
    () =>
      server.files.set(filePath, (response) => {
        response.writeHead(200, { 'content-length': newer.content.length })
        response.write(newer.content.slice(0, 10), () => response.destroy())
      }),
    true,
  ],
  ['a file that is not there', 'server_unavailable', () => server.files.delete(filePath), true],
  [
    'a file elsewhere by a redirect',
    'server_unavailable',
    () => server.files.set(filePath, (response) => response.writeHead(302, { location: '/elsewhere' }).end()),
    true,
  ],
  [
    'a file at an http address',
    'update_feed_unreadable',
    () => server.files.set(feedPath, signed(feedOf({ ...newer, url: 'http://127.0.0.1:1/M.AppImage' }))),
    false,
  ],
  [
    'a tampered feed',
    'update_untrusted',
    () => server.files.set(feedPath, signed(feedOf(newer)).replace('version: 0.2.0', 'version: 0.3.0')),
    false,
  ],
  [
    'a tampered feed and file that agree',
    'update_untrusted',
    () => {
      const evil = { ...newer, content: 'evil' }
      const signature = /# signature: .*\n/.exec(signed(feedOf(newer)))?.[0] ?? ''
      server.files.set(feedPath, feedOf(evil) + signature).set(filePath, evil.content)
    },
    false,
  ],
  ['a feed without a signature', 'update_untrusted', () => server.files.set(feedPath, feedOf(newer)), false],
  [
    'another publisher',
    'update_untrusted',
    () => server.files.set(feedPath, signed(feedOf(newer), feedName, newPublisher())),
    false,
  ],
  [
    'the feed of another system',
    'update_untrusted',
    () => server.files.set(feedPath, signed(feedOf(newer), 'latest-other.yml')),
    false,
  ],
  [
    'a sign-in page of the network',
    'update_untrusted',
    () => server.files.set(feedPath, '<html>Sign in</html>'),
    false,
  ],
  [
    'a feed that is no list of files',
    'update_feed_unreadable',
    () => server.files.set(feedPath, signed('version: 0.2.0\n')),
    false,
  ],
  [
    'a version that is none',
    'update_feed_unreadable',
    () => server.files.set(feedPath, signed(feedOf({ ...newer, version: 'newest' }))),
    false,
  ],
  ['no feed for this system', 'update_feed_missing', () => server.files.delete(feedPath), false],
  [
    'a server out of order',
    'server_unavailable',
    () => server.files.set(feedPath, (response) => response.writeHead(503).end()),
    false,
  ],
]

test.each(refusals)('%s is refused, and the app keeps its version', async (_what, code, arrange, fetches) => {
  server.publish(publisher, newer)
  arrange()
  const status = await lookAt()
  expect([status.state, status.problem?.code]).toEqual(['failed', code])
  expect(server.requests).toEqual(fetches ? [feedPath, filePath] : [feedPath])
  expect([kept(), readFileSync(appImage, 'utf8'), quits]).toEqual([[], old, 0])
  expect(() => updates?.install()).toThrow('not_found')

  // The next look does not suffer from it.
  server.publish(publisher, newer)
  await updates?.look()
  await expect.poll(() => updates?.status().state).toBe('ready')
})

test.each([
  'http://127.0.0.1/mooring/',
  'ftp://updates.example/',
  'file:///tmp/',
  'https://user:word@updates.example/',
  'https://updates.example/?a=b',
  'updates.example',
])('a feed at %s is refused before any request, and the previous one stays', async (updateFeed) => {
  const opened = open()
  opened.choose({ updates: true, updateFeed: server.address })
  expect(() => opened.choose({ updates: true, updateFeed })).toThrow('update_feed_insecure')
  server.publish(publisher, newer)
  await opened.look()
  await expect.poll(() => opened.status().state).toBe('ready')
})

test('a server without a trusted certificate is refused', async () => {
  server.publish(publisher, newer)
  const status = await lookAt({ env: { MOORING_EXTRA_CA: makeAuthority(folder).file } })
  expect([status.problem?.code, server.requests]).toEqual(['tls_failed', []])
})

test('a folder that can’t be written is shown before the user is offered Restart', async () => {
  server.publish(publisher, newer)
  writeFileSync(join(folder, '.mooring-update'), 'a file in the way')
  expect((await lookAt()).problem?.code).toBe('update_place_unwritable')
})

test('an installer for Windows is refused if its signature can’t be verified', async () => {
  const url = 'Mooring-Setup-0.2.0.exe'
  server.files.set(feedPath, signed(feedOf({ ...newer, url }))).set(`/mooring/${url}`, newer.content)
  const status = await lookAt({ platform: 'win32', publisher: 'CN=Mooring, O=Mooring' })
  expect(status.problem).toEqual({ code: 'update_untrusted', detail: { cause: 'publisher' } })
  expect(kept()).toEqual([])
})

test('no feed means off; a build without a key never checks', async () => {
  const opened = open()
  opened.choose({ updates: true, updateFeed: null })
  expect(await opened.look()).toMatchObject({ state: 'off' })
  opened.choose({ updates: false, updateFeed: server.address })
  expect(await opened.look()).toMatchObject({ state: 'off' })
  opened.close()

  const unpublished = open({ env: { MOORING_UPDATE_KEYS: '' } })
  unpublished.choose({ updates: true, updateFeed: server.address })
  expect(await unpublished.look()).toMatchObject({ state: 'unavailable' })
  expect(server.requests).toEqual([])
})

test('switching it off ends a download, and deletes it', async () => {
  server.publish(publisher, newer)
  let cut = () => {}
  const isCut = new Promise<void>((resolve) => (cut = resolve))
  server.files.set(filePath, (response) => {
    response.on('close', cut).writeHead(200, { 'content-length': 1_000_000 })
    response.write('#!/bin/sh')
  })
  const opened = open()
  opened.choose({ updates: true, updateFeed: server.address })
  await opened.look()
  await expect.poll(() => server.requests).toContain(filePath)
  opened.choose({ updates: false, updateFeed: server.address })
  await isCut
  await expect.poll(kept).toEqual([])
  expect(opened.status()).toMatchObject({ state: 'off', version: null, problem: null })
})

test.each([
  ['was deleted', () => rmSync(join(folder, '.mooring-update'), { recursive: true })],
  [
    'was changed',
    () => writeFileSync(join(folder, '.mooring-update/pending/Mooring-0.2.0.AppImage'), 'evil'),
  ],
])(
  'what %s since it was fetched is not installed, and the old version is still there',
  async (_what, harm) => {
    server.publish(publisher, newer)
    await lookAt()
    updates?.install()
    harm()
    await expect(last?.()).rejects.toThrow('update_damaged')
    expect([quits, readFileSync(appImage, 'utf8')]).toEqual([0, old])
  },
)
