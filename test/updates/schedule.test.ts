import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openHttp } from '../../electron/main/net/http.ts'
import { openEngine } from '../../electron/main/updates/engine.ts'
import { readPublicKey } from '../../electron/main/updates/signature.ts'
import { openUpdates, type Updates } from '../../electron/main/updates/updates.ts'
import { makeAuthority } from '../support/certificate-authority.ts'
import { newPublisher, startFeedServer, type FeedServer, type Publisher } from '../support/feed-server.ts'
import { quietLog } from '../support/quiet-log.ts'
import { openSimulatedClock, type SimulatedClock } from '../support/simulated-clock.ts'

const hourMs = 3_600_000

let folder: string
let server: FeedServer
let publisher: Publisher
let clock: SimulatedClock
let updates: Updates
let closeHttp: () => Promise<void>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-schedule-'))
  const authority = makeAuthority(folder)
  publisher = newPublisher()
  server = await startFeedServer(authority)
  clock = openSimulatedClock(Date.UTC(2026, 10, 24))
  const http = openHttp({ userAgent: 'Mooring/test', extraCa: [readFileSync(authority.file, 'utf8')] })
  closeHttp = () => http.close()
  updates = openUpdates({
    log: quietLog(),
    now: clock.now,
    after: clock.after,
    emit: () => {},
    openEngine: async (feed, onRefused) =>
      openEngine({
        platform: 'linux',
        version: '0.1.0',
        source: { http, feed, keys: [readPublicKey(publisher.publicKey)] },
        downloads: http,
        folder,
        dataFolder: folder,
        windowsPublisher: null,
        quit: () => {},
        onRefused,
      }),
    installs: false,
    builtInFeed: server.address,
    quitThen: () => {},
  })
})
afterEach(async () => {
  updates.close()
  await closeHttp()
  await server.close()
  rmSync(folder, { recursive: true })
})

/** Lets time pass. @returns how often the feed was requested since the last call */
async function asked(ms: number): Promise<number> {
  const before = server.requests.length
  await clock.run(clock.now() + ms, () => updates.status().state === 'looking')
  return server.requests.length - before
}

test('the feed is read a minute after the start and every six hours, also after a failure', async () => {
  updates.choose({ updates: true, updateFeed: null })
  expect([await asked(59_000), updates.status().state]).toEqual([0, 'waiting'])
  expect([await asked(2000), updates.status().problem?.code]).toEqual([1, 'update_feed_missing'])
  server.publish(publisher, { version: '0.1.0', content: '' })
  expect([await asked(24 * hourMs), updates.status()]).toEqual([
    4,
    expect.objectContaining({ state: 'newest', problem: null, lookedAtMs: expect.any(Number) as number }),
  ])
})

test('checking by hand postpones the next check, and switching off ends it', async () => {
  server.publish(publisher, { version: '0.1.0', content: '' })
  updates.choose({ updates: true, updateFeed: null })
  await Promise.all([updates.look(), updates.look()])
  expect([server.requests.length, await asked(5.9 * hourMs), await asked(0.2 * hourMs)]).toEqual([1, 0, 1])
  updates.choose({ updates: false, updateFeed: null })
  expect([await asked(48 * hourMs), updates.status().state]).toEqual([0, 'off'])
})
