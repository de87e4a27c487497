import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppError } from '../../electron/main/core/errors.ts'
import { openHttp, type Http } from '../../electron/main/net/http.ts'
import { openEngine, type Engine } from '../../electron/main/updates/engine.ts'
import { readPublicKey, signFeed } from '../../electron/main/updates/signature.ts'
import { serveAs } from '../standin/serve-as.ts'
import { makeAuthority } from '../support/certificate-authority.ts'
import { feedName, feedOf, newPublisher, startFeedServer, type FeedServer } from '../support/feed-server.ts'
import { openSquirrel } from '../support/squirrel.ts'

const squirrel = openSquirrel()
serveAs('electron', { autoUpdater: squirrel })

let folder: string
let server: FeedServer
let http: Http
let refused: AppError[]
let engine: Engine

const release = { version: '0.2.0', url: 'Mooring-0.2.0-mac.zip', content: 'a zip' }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-mac-'))
  Object.assign(squirrel.removeAllListeners(), { fetched: null, accepts: true, installed: false })
  const authority = makeAuthority(folder)
  const publisher = newPublisher()
  server = await startFeedServer(authority)
  server.files.set(`/mooring/${feedName}`, signFeed(publisher.privateKey, feedName, feedOf(release)))
  server.files.set(`/mooring/${release.url}`, release.content)
  refused = []
  const open = openHttp({ userAgent: 'Mooring/test', extraCa: [readFileSync(authority.file, 'utf8')] })
  http = open
  engine = openEngine({
    platform: 'darwin',
    version: '0.1.0',
    source: { http, feed: new URL(server.address), keys: [readPublicKey(publisher.publicKey)] },
    downloads: open,
    folder: join(folder, 'updates'),
    dataFolder: folder,
    windowsPublisher: null,
    quit: () => {},
    onRefused: (error) => void refused.push(error),
  })
})
afterEach(async () => {
  await http.close()
  await server.close()
  rmSync(folder, { recursive: true })
})

async function fetchIt(): Promise<void> {
  expect(await engine.look()).toBe('0.2.0')
  await engine.fetch(new AbortController().signal, () => {})
}

test('macOS receives the download, checks its signature, and installs it when the user says so', async () => {
  await fetchIt()
  expect([squirrel.fetched, squirrel.installed, refused]).toEqual([release.content, false, []])
  void engine.install()
  await expect.poll(() => squirrel.installed).toBe(true)
})

test('an update that macOS refuses is shown before the user is offered Restart', async () => {
  squirrel.accepts = false
  // It may do so while it is handed over, or a moment later.
  await fetchIt().catch((thrown: AppError) => refused.push(thrown))
  await expect.poll(() => refused.map(({ code }) => code)).toEqual(['update_failed'])
})

test('an update that macOS refuses at the last moment is an error, and the app still quits', async () => {
  await fetchIt()
  const installing = engine.install()
  squirrel.emit('error', new Error('The volume is read-only'))
  await expect(installing).rejects.toThrow('update_failed')
})

test('a download that has changed is not installed', async () => {
  await fetchIt()
  writeFileSync(join(folder, 'updates/pending', release.url), 'evil')
  await expect(engine.install()).rejects.toThrow('update_damaged')
  expect(squirrel.installed).toBe(false)
})
