import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openKeychain, openMemoryKeychain, type Keychain } from '../../electron/main/system/keychain.ts'
import type { KeychainStatus } from '../../shared/models/app.ts'
import { limits } from '../support/limits.ts'
import { startBus, startSecretService, type SecretService } from '../support/secret-service.ts'
import { startChildWorker } from '../support/worker.ts'

let service: SecretService
const opened: Keychain[] = []

beforeAll(async () => {
  service = await startSecretService()
})
afterAll(() => service.stop())
afterEach(() => {
  for (const keychain of opened.splice(0)) keychain.close()
})

function open(env = service.env, deadlineMs = 5000): Keychain {
  const keychain = openKeychain({
    service: 'app.mooring.test',
    startWorker: () => startChildWorker(env),
    deadlineMs,
  })
  opened.push(keychain)
  return keychain
}

/** What is really under a name, seen by a worker that knows nothing of parts. */
async function raw(account: string): Promise<string | null> {
  const worker = startChildWorker(service.env)
  return new Promise((resolve) => {
    worker.onAnswer((answer) => {
      worker.kill()
      resolve(answer.ok ? answer.value : answer.fault)
    })
    worker.send({ id: 0, verb: 'get', service: 'app.mooring.test', account })
  })
}

test.each([
  ['short', 'a'],
  ['of a usual token’s length', 'x'.repeat(43)],
  ['one byte below a part', 'y'.repeat(1798)],
  ['just above a part', 'z'.repeat(1800)],
  ['longer than Windows holds in one entry', 'é'.repeat(2560)],
  ['of 10,000 characters', 'token'.repeat(2000)],
  ['with a NUL, an emoji and a newline', 'a\0b⚓\n'],
])('a secret %s comes back as it was, after a new start too', async (_what, secret) => {
  const keychain = open()
  expect(await keychain.set('grant/1/1', secret)).toEqual({ state: 'ok', value: null })
  expect(await keychain.get('grant/1/1')).toEqual({ state: 'ok', value: secret })
  keychain.close()
  expect(await open().get('grant/1/1')).toEqual({ state: 'ok', value: secret })
})

test('no entry is larger than Windows can hold, and none is readable text', async () => {
  const keychain = open()
  await keychain.set('grant/2/1', 'marker-refresh-token'.repeat(500))
  const head = await raw('grant/2/1')
  expect(head).toMatch(/^p:6:/)
  const part = await raw('grant/2/1#a.0')
  expect(part?.length).toBe(2400)
  expect(part).not.toContain('marker')
})

test('deleting a secret deletes all its parts', { tags: 'thorough' }, async () => {
  const keychain = open()
  await keychain.set('grant/3/1', 'q'.repeat(5000))
  expect(await raw('grant/3/1#a.0')).not.toBeNull()
  expect(await keychain.delete('grant/3/1')).toEqual({ state: 'ok', value: null })
  expect(await keychain.get('grant/3/1')).toEqual({ state: 'missing' })
  expect(await raw('grant/3/1')).toBeNull()
  expect(await raw('grant/3/1#a.0')).toBeNull()
})

test('a shorter secret over a longer one leaves none of its parts', async () => {
  const keychain = open()
  await keychain.set('grant/4/1', 'r'.repeat(5000))
  expect(await raw('grant/4/1#a.0')).not.toBeNull()
  await keychain.set('grant/4/1', 'short')
  expect(await keychain.get('grant/4/1')).toEqual({ state: 'ok', value: 'short' })
  expect(await raw('grant/4/1#a.0')).toBeNull()
})

/** A keychain, and the calls of its worker from now on. */
function openWatched(): { keychain: Keychain; verbs: string[] } {
  const verbs: string[] = []
  const keychain = openKeychain({
    service: 'app.mooring.test',
    startWorker: () => {
      const worker = startChildWorker(service.env)
      return {
        ...worker,
        send: (request) => {
          verbs.push(request.verb)
          worker.send(request)
        },
      }
    },
  })
  opened.push(keychain)
  return { keychain, verbs }
}

test('a short secret over a short one that was read is one call, and its read-back another', async () => {
  await open().set('grant/plain', '1:first')
  const { keychain, verbs } = openWatched()
  expect(await keychain.get('grant/plain')).toEqual({ state: 'ok', value: '1:first' })
  expect(await keychain.set('grant/plain', '2:second', { isReadBack: false })).toEqual({
    state: 'ok',
    value: null,
  })
  expect(await keychain.get('grant/plain')).toEqual({ state: 'ok', value: '2:second' })
  expect(verbs).toEqual(['get', 'set', 'get'])
  expect(await raw('grant/plain')).toBe(`v:${Buffer.from('2:second').toString('base64url')}`)
})

test('an entry grows long and short again in its place, and its parts go with it', async () => {
  const { keychain, verbs } = openWatched()
  for (const secret of ['1:short', `2:${'l'.repeat(5000)}`, `3:${'m'.repeat(5000)}`, '4:short']) {
    expect(await keychain.set('grant/grows', secret)).toEqual({ state: 'ok', value: null })
    expect(await keychain.get('grant/grows')).toEqual({ state: 'ok', value: secret })
  }
  for (const side of ['a', 'b']) expect(await raw(`grant/grows#${side}.0`)).toBeNull()
  verbs.splice(0)
  await keychain.set('grant/grows', '5:short', { isReadBack: false })
  expect(verbs).toEqual(['set'])
})

test('parts that a killed write left beside a short secret are cleared, and the secret stays', async () => {
  await open().set('grant/spare', '1:short')
  const worker = startChildWorker(service.env)
  await new Promise<void>((resolve) => {
    worker.onAnswer(() => resolve())
    worker.send({
      id: 0,
      verb: 'set',
      service: 'app.mooring.test',
      account: 'grant/spare#a.0',
      value: 'left',
    })
  })
  worker.kill()
  const keychain = open()
  expect(await keychain.clearSpareParts('grant/spare')).toEqual({ state: 'ok', value: null })
  expect(await raw('grant/spare#a.0')).toBeNull()
  expect(await keychain.get('grant/spare')).toEqual({ state: 'ok', value: '1:short' })
})

test('storing under a new name looks for no parts, and deleting an entry that exists is not read back', async () => {
  const { keychain, verbs } = openWatched()
  await keychain.set('grant/5/1', 'short', { isNew: true })
  expect(verbs.splice(0)).toEqual(['set', 'get'])
  await keychain.delete('grant/5/1')
  expect(verbs.splice(0)).toEqual(['get', 'get', 'delete'])
  expect(await keychain.get('grant/5/1')).toEqual({ state: 'missing' })
  verbs.splice(0)
  await keychain.delete('grant/5/1')
  expect(verbs).toEqual(['get', 'get', 'delete', 'get'])
})

test('a probe finds a keychain that works', async () => {
  expect(await open().probe()).toEqual({ state: 'keychain' })
})

test('on a computer without a D-Bus session the keychain is unavailable at once', async () => {
  const keychain = open({ DBUS_SESSION_BUS_ADDRESS: '', DISPLAY: '', XDG_RUNTIME_DIR: '/nonexistent' })
  expect(await keychain.probe()).toEqual({ state: 'unavailable' })
  expect(await keychain.get('grant/1/1')).toEqual({ state: 'unavailable' })
  expect(await keychain.set('grant/1/1', 'x')).toEqual({ state: 'unavailable' })
})

test('a session without a Secret Service has no keychain', async () => {
  const bus = await startBus()
  expect(await open(bus.env).probe()).toEqual({ state: 'unavailable' })
  bus.stop()
})

test('memory is used only by choice, only where the keychain does not work, and holds nothing on disk', async () => {
  const works = open()
  await works.probe()
  expect(works.useMemory()).toEqual({ state: 'keychain' })

  const keychain = open({ DBUS_SESSION_BUS_ADDRESS: '', DISPLAY: '', XDG_RUNTIME_DIR: '/nonexistent' })
  await keychain.probe()
  expect(keychain.useMemory()).toEqual({ state: 'memory' })
  expect(await keychain.set('grant/9/1', 'only here')).toEqual({ state: 'ok', value: null })
  expect(await keychain.get('grant/9/1')).toEqual({ state: 'ok', value: 'only here' })
  expect(await raw('grant/9/1')).toBeNull()
})

test(
  'a keychain that asks the user something says so, and takes an answer that comes after the call was given up [S6]',
  { tags: 'thorough' },
  async () => {
    const told: KeychainStatus[] = []
    let started = 0
    const keychain = openKeychain({
      service: 'app.mooring.test',
      startWorker: () => {
        started += 1
        return startChildWorker(service.env)
      },
      askingAfterMs: 300,
      // The first answer takes long on a busy computer. D-Bus itself gives a call up after 25 s: that is another fault.
      deadlineMs: Math.min(limits.requestMs, 15_000),
    })
    opened.push(keychain)
    keychain.onAsking((status) => told.push(status))
    await keychain.set('grant/s6', '1:before')
    const answerPrompt = service.hold()
    try {
      const call = keychain.set('grant/s6', '2:after', { isReadBack: false })
      await expect.poll(() => told).toContainEqual({ state: 'keychain', isAsking: true })
      expect(await call).toEqual({ state: 'timeout' })
      expect(keychain.status()).toEqual({ state: 'timeout', isAsking: true })
      expect(await keychain.get('grant/s6')).toEqual({ state: 'timeout' })
      expect(await keychain.probe()).toEqual({ state: 'timeout', isAsking: true })
    } finally {
      answerPrompt()
    }
    await expect.poll(() => told.at(-1)).toEqual({ state: 'timeout' })
    expect(await keychain.get('grant/s6')).toEqual({ state: 'ok', value: '2:after' })
    expect(started).toBe(1)
  },
)

test(
  'a worker that never answers is stopped when patience ends, and the next call gets a new one [S6]',
  { tags: 'thorough' },
  async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'mooring-worker-')), 'silent.mjs')
    writeFileSync(file, 'process.on("message", () => undefined)')
    let started = 0
    const keychain = openKeychain({
      service: 'app.mooring.test',
      startWorker: () => startChildWorker(service.env, started++ === 0 ? file : undefined),
      deadlineMs: 2000,
      patienceMs: 3000,
    })
    opened.push(keychain)
    expect(await keychain.get('grant/1/1')).toEqual({ state: 'timeout' })
    expect(await keychain.probe()).toMatchObject({ state: 'timeout' })
    await expect
      .poll(() => keychain.probe(), { timeout: limits.waitMs, interval: 300 })
      .toEqual({ state: 'keychain' })
  },
)

test('closing ends a call that hangs, so that the app can quit', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'mooring-worker-')), 'silent.mjs')
  writeFileSync(file, 'process.on("message", () => undefined)')
  const keychain = openKeychain({
    service: 'app.mooring.test',
    startWorker: () => startChildWorker(service.env, file),
  })
  const call = keychain.get('grant/1/1')
  await new Promise((resolve) => setTimeout(resolve, 50))
  keychain.close()
  expect(await call).toEqual({ state: 'unavailable' })
})

test('a worker that dies is an answer, not a crash', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'mooring-worker-')), 'dies.mjs')
  writeFileSync(file, 'process.exit(139)')
  const keychain = openKeychain({
    service: 'app.mooring.test',
    startWorker: () => startChildWorker(service.env, file),
  })
  opened.push(keychain)
  expect(await keychain.get('grant/1/1')).toEqual({ state: 'unavailable' })
})

test(
  'a keychain whose service was restarted works at the next call, without an error [R3]',
  { tags: 'thorough' },
  async () => {
    const keychain = open()
    expect(await keychain.set('grant/r3/1', 'kept')).toEqual({ state: 'ok', value: null })
    await service.kill()
    await service.startAgain()
    expect(await keychain.set('grant/r3/2', 'rotated in that moment')).toEqual({ state: 'ok', value: null })
    expect(await keychain.get('grant/r3/1')).toEqual({ state: 'ok', value: 'kept' })
    await service.kill()
    await service.startAgain()
    expect(await keychain.delete('grant/r3/1')).toEqual({ state: 'ok', value: null })
    expect(await keychain.get('grant/r3/1')).toEqual({ state: 'missing' })
    expect(keychain.status()).toEqual({ state: 'keychain' })
  },
)

test(
  'a keychain whose service is gone says so, and works again once the service is back [R3]',
  { tags: 'thorough' },
  async () => {
    const keychain = open()
    await keychain.set('grant/r3/3', 'kept')
    await service.kill()
    expect(await keychain.get('grant/r3/3')).toEqual({ state: 'unavailable' })
    expect(await keychain.probe()).toEqual({ state: 'unavailable' })
    await service.startAgain()
    expect(await keychain.probe()).toEqual({ state: 'keychain' })
    expect(await keychain.get('grant/r3/3')).toEqual({ state: 'ok', value: 'kept' })
  },
)

test('a locked keyring is reported as locked, never as missing, and nothing is deleted', async () => {
  const keychain = open()
  await keychain.set('grant/5/1', 'kept')
  service.lock()
  expect(await keychain.get('grant/5/1')).toEqual({ state: 'locked' })
  expect(await keychain.get('grant/none/1')).toEqual({ state: 'locked' })
  expect(await keychain.delete('grant/5/1')).toEqual({ state: 'locked' })
  expect(await keychain.set('grant/6/1', 'x')).toEqual({ state: 'locked' })
  expect(keychain.status()).toEqual({ state: 'locked' })
})

test('memory answers as a keychain does', async () => {
  const keychain = openMemoryKeychain()
  expect(await keychain.get('a')).toEqual({ state: 'missing' })
  await keychain.set('a', 'b')
  expect(await keychain.get('a')).toEqual({ state: 'ok', value: 'b' })
  await keychain.delete('a')
  expect(await keychain.get('a')).toEqual({ state: 'missing' })
})
