import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareSandbox } from '../../../electron/main/connections/link/prepare-sandbox.ts'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { openHeldEntries } from '../../../electron/main/connections/tokens/held-entries.ts'
import { deleteSecret, findSecret } from '../../../electron/main/connections/tokens/secret-store.ts'
import { onAway } from '../../../electron/main/system/on-away.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { linkMikomo } from '../../support/linked.ts'

let harness: Harness
let keychain: FakeKeychain
let connectionId = ''
let account = ''
/** Accounts that were read since the link. */
let reads: string[] = []

beforeEach(async () => {
  keychain = openFakeKeychain()
  const { get } = keychain
  keychain.get = (name) => {
    reads.push(name)
    return get(name)
  }
  harness = openHarness({ keychain })
  const { id } = await linkMikomo(harness)
  connectionId = id
  account = [...keychain.held.keys()].find((name) => name.startsWith('registration/')) ?? ''
  harness.deps.tokens.clientSecrets.dropAll()
  reads = []
})
afterEach(() => harness.close())

const again = () => refresh(harness.deps, connectionId)
const secretReads = () => reads.filter((name) => name === account).length

test('refreshes in a burst read the client secret once, and each reads its own token', async () => {
  await again()
  await again()
  await again()
  await harness.deps.tokens.deletionsDone()
  expect(secretReads()).toBe(1)
  expect(reads.filter((name) => name.startsWith('grant/'))).toHaveLength(6)
})

test.each(['lock-screen', 'suspend'])('%s drops client secrets', async (event) => {
  const monitor = new EventEmitter()
  onAway(monitor as never, harness.deps.tokens.clientSecrets.dropAll)
  await again()
  monitor.emit(event)
  await again()
  expect(secretReads()).toBe(2)
})

test('a keychain that is locked ends the burst', async () => {
  const { clientSecrets } = harness.deps.tokens
  await again()
  await clientSecrets.entryOf('registration/other', async () => entry)
  await harness.deps.tokens.deletionsDone()
  keychain.fault = 'locked'
  await expect(again()).rejects.toMatchObject({ code: 'keychain_locked' })
  keychain.fault = null
  const before = secretReads()
  await again()
  expect(secretReads()).toBe(before + 1)
  const later = { ...entry, secret: 'later' }
  expect(await clientSecrets.entryOf('registration/other', async () => later)).toBe(later)
})

test('a keychain that misses an entry ends the burst: it may have been emptied', async () => {
  const { clientSecrets } = harness.deps.tokens
  await again()
  await clientSecrets.entryOf('registration/other', async () => entry)
  expect(await findSecret(harness.deps, 'grant/none')).toBe(null)
  const later = { ...entry, secret: 'later' }
  expect(await clientSecrets.entryOf('registration/other', async () => later)).toBe(later)
})

test('a changed secret is the one that is sent, and a removed one is not', async () => {
  await again()
  // Another secret each time, at the institution too.
  await prepareSandbox(harness.deps)
  await again()
  expect(secretReads()).toBe(2)
  await deleteSecret(harness.deps, account)
  await expect(again()).rejects.toMatchObject({ code: 'client_secret_missing' })
})

test('quitting drops client secrets, and none is held afterwards', async () => {
  await again()
  harness.deps.tokens.clientSecrets.close()
  await again()
  await again()
  expect(secretReads()).toBe(3)
})

const entry = { secret: 'one', certificate: null }

function openTimed() {
  const timers: { ms: number; work: () => void; isCancelled: boolean }[] = []
  const held = openHeldEntries({
    setTimer(ms, work) {
      const timer = { ms, work, isCancelled: false }
      timers.push(timer)
      return () => void (timer.isCancelled = true)
    },
  })
  return { held, timers }
}

test('a minute after it was read a client secret is dropped, however often it was used', async () => {
  const { held, timers } = openTimed()
  await held.entryOf('a', async () => entry)
  await held.entryOf('a', async () => ({ ...entry, secret: 'two' }))
  expect(timers.map(({ ms }) => ms)).toEqual([60_000])
  timers[0]?.work()
  expect(await held.entryOf('a', async () => ({ ...entry, secret: 'two' }))).toMatchObject({ secret: 'two' })
})

test('reads at the same time share one, and one that fails is not held', async () => {
  const { held, timers } = openTimed()
  let times = 0
  const fail = async () => {
    times += 1
    throw new Error('locked')
  }
  const both = [held.entryOf('a', fail), held.entryOf('a', fail)]
  for (const one of both) await expect(one).rejects.toThrow('locked')
  expect(times).toBe(1)
  expect(timers.every(({ isCancelled }) => isCancelled)).toBe(true)
  expect(await held.entryOf('a', async () => entry)).toBe(entry)
})

test('what was read before a change is not held after it', async () => {
  const { held } = openTimed()
  const reading = Promise.withResolvers<typeof entry>()
  const early = held.entryOf('a', () => reading.promise)
  held.drop('a')
  const later = { ...entry, secret: 'later' }
  await held.entryOf('a', async () => later)
  reading.resolve(entry)
  expect(await early).toBe(entry)
  expect(await held.entryOf('a', async () => entry)).toBe(later)
})

test.each([
  ['a certificate', { ...entry, certificate: { certificate: '', key: '' } as never }],
  ['a secret of the hub', { ...entry, hubSecret: 'hub' }],
  ['nothing', { ...entry, secret: null }],
])('an entry with %s is not held', async (_what, given) => {
  const { held } = openTimed()
  let times = 0
  const read = async () => {
    times += 1
    return given
  }
  await held.entryOf('a', read)
  await held.entryOf('a', read)
  expect(times).toBe(2)
})
