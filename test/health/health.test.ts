import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportDiagnostics } from '../../electron/main/export/diagnostics.ts'
import { checkHealth } from '../../electron/main/health/health.ts'
import { openLog } from '../../electron/main/core/log.ts'
import { testBrowser, testLoopback } from '../../electron/main/oauth/redirects/self-test.ts'
import { readPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { checkDatabase } from '../../electron/main/store/check.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'
import { accessTokenOf, secretOf } from '../support/connection-state.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

test('the app looks at its keychain, its loopback, its clock and its database', async () => {
  await linkMikomo(harness)
  expect(await checkHealth(harness.deps)).toMatchObject({
    keychain: harness.deps.keychain.status(),
    loopback: { ipv4: true },
    browserName: 'Chromium',
    clock: { offsetMs: null, host: null },
    database: { isSound: true, faults: 0 },
    versions: { mooring: 'test' },
  })
})

test('a loopback that answers is distinguished from an address that is not this computer’s', async () => {
  expect(await testLoopback('127.0.0.1')).toBe(true)
})

test('the browser has arrived when it has fetched the page, and not when it was only opened', async () => {
  let page = ''
  const arrived = await testBrowser(async (url) => {
    const other = await fetch(new URL('/favicon.ico', url))
    expect(other.status).toBe(404)
    page = await (await fetch(url)).text()
  }, 5000)
  expect([arrived, page.includes('Your browser works')]).toEqual([true, true])
  expect(await testBrowser(async () => {}, 50)).toBe(false)
})

test('the diagnostics for support hold no secret, name, account or address, and say how the keychain is [W-C7]', async () => {
  const linked = await linkMikomo(harness)
  const refreshToken = (await secretOf(harness, linked.id)) ?? ''
  const accessToken = accessTokenOf(harness, linked.id)
  const clientSecret = await harness.deps.keychain.get(`registration/${linked.registrationId}`)
  const secrets = [refreshToken, accessToken, clientSecret.state === 'ok' ? clientSecret.value : '']
  expect(secrets.every((secret) => secret.length > 10)).toBe(true)

  const file = join(harness.folder, 'mooring.log')
  const log = openLog(file)
  for (const secret of secrets) log.warn('call.refused', { detail: `refresh_token=${secret}` })
  log.error('bug', new Error(`failed with Bearer ${accessToken}`))
  // Written past the sink, as by another version: masked all the same.
  writeFileSync(
    file,
    `${readFileSync(file, 'utf8')}\nclient_secret=${secrets[2]} token=${refreshToken} ${accessToken}\n`,
  )

  await exportDiagnostics(harness.deps)
  const [archive] = harness.archives
  const files = Object.entries(unzipSync(archive?.bytes ?? new Uint8Array()))
  expect(archive?.name).toMatch(/^mooring-diagnostics-\d{4}-\d\d-\d\d\.zip$/)
  expect(files.map(([name]) => name).toSorted()).toEqual(['connections.json', 'health.json', 'mooring.log'])

  const personal = ['mikomo_7', 'Everyday checking', '0071', linked.id, linked.consentId ?? 'none']
  for (const [name, bytes] of files) {
    const content = strFromU8(bytes)
    expect([name, [...secrets, ...personal].filter((word) => content.includes(word))]).toEqual([name, []])
  }
  // The mask for OAuth's `state` leaves the keychain's, and no file is named that does not exist.
  const health = files.find(([name]) => name === 'health.json')
  expect(JSON.parse(strFromU8(health?.[1] ?? new Uint8Array()))).toMatchObject({ keychain: 'keychain' })
  const counts = files.find(([name]) => name === 'connections.json')
  expect(JSON.parse(strFromU8(counts?.[1] ?? new Uint8Array()))).toEqual({ 'sandbox / active': 1 })
})

test('preferences that the user chose are kept, and the others have their defaults', () => {
  const defaults = {
    quiet: false,
    notifyConsent: true,
    notifyBroken: true,
    notifyRetry: false,
    quietHours: null,
    theme: 'system',
    keepsRunning: true,
    areScriptsOn: false,
    csvWithoutMark: false,
    updates: true,
    updateFeed: null,
    disclosure: { thirdParty: '', service: '', certification: '' },
  } as const
  expect(readPreferences(harness.deps.store)).toEqual(defaults)
  const chosen = { ...defaults, quiet: true, theme: 'dark' } as const
  writePreferences(harness.deps.store, chosen)
  expect(readPreferences(harness.deps.store)).toEqual(chosen)
})

test('the size of the database counts what is still in its write-ahead log [W-C7]', async () => {
  await linkMikomo(harness)
  const { name } = harness.deps.store
  const walBytes = statSync(`${name}-wal`).size
  expect(walBytes).toBeGreaterThan(0)
  expect(checkDatabase(harness.deps).bytes).toBe(statSync(name).size + walBytes)
})

test('the log has links and refreshes that worked [W-C7]', async () => {
  const { id } = await linkMikomo(harness)
  await refresh(harness.deps, id)
  const events = harness.log.lines.map((line) => JSON.stringify(line)).join('\n')
  expect(events).toContain('link.done')
  expect(events).toContain('refresh.done')
})
