import { expect, test } from 'vitest'
import type { Handlers } from '../../shared/contract.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { AppError } from '../../electron/main/core/errors.ts'
import { answerCall, sendEvent } from '../../electron/main/ipc/serve.ts'
import { quietLog } from '../support/quiet-log.ts'

const origin = 'app://bundle'
const marker = 'marker-refresh-token-8f2c'

const connection: ConnectionSummary = {
  id: 'c1',
  registrationId: 'r1',
  registrationName: 'Treasury desk',
  stage: 'sandbox',
  institutionId: 'i1',
  institutionName: 'Mikomo',
  labels: [],
  signedInAs: 'mikomo_7',
  status: 'active',
  problem: null,
  refreshing: false,
  isTokenUnsaved: false,
  accountCount: 0,
  unavailableCount: 0,
  unreadableCount: 0,
  sharesAccounts: true,
  hasReader: true,
  refreshLife: null,
  hasRefreshToken: true,
  isPartial: false,
  accountSearchText: '',
  linkedAtMs: 1,
  refreshedAtMs: null,
  dataAsOfMs: null,
  oldestDataDay: null,
  oldestDataMs: null,
  tokenGoodUntilMs: null,
  consentUntilMs: 2,
  undoUntilMs: null,
  nextTryAtMs: null,
  revokeUntilMs: null,
  isRevocable: true,
  mayRemain: false,
  removing: false,
  receipt: null,
  settingsPage: null,
}

/** Handlers of which only the ones given may be called. */
function only(some: Partial<Handlers>): Handlers {
  return new Proxy(some as Handlers, {
    get: (target, name) => {
      const handler = Reflect.get(target, name)
      if (handler === undefined) throw new Error(`${String(name)} was called`)
      return handler
    },
  })
}

function call(handlers: Partial<Handlers>, method: unknown, input: unknown, frame: object | null = {}) {
  const senderFrame = frame === null ? null : { url: `${origin}/index.html`, parent: null, ...frame }
  return answerCall(
    { origin, handlers: only(handlers), log: quietLog(), isClosing: () => false },
    { sender: {} as never, senderFrame: senderFrame as never },
    method,
    input,
  )
}

const page = { after: null, limit: 10 }

test.each([
  ['a page of another origin', { url: 'https://evil.example/index.html' }],
  ['an origin that only begins like ours', { url: 'app://bundle.evil/index.html' }],
  ['a frame inside our page', { parent: {} }],
  ['a frame that has navigated away', null],
  ['a page without an address', { url: '' }],
])('%s is refused before its call is looked at', async (_who, frame) => {
  expect(await call({}, 'connections.list', {}, frame)).toEqual({
    ok: false,
    error: { code: 'sender_refused', detail: {} },
  })
})

test.each([
  ['no such method', 'connections.steal', {}],
  ['a name every object has', 'toString', {}],
  ['a name that would reach a prototype', '__proto__', {}],
  ['a method that is not a text', ['connections.list'], {}],
])('%s is refused as invalid input', async (_what, method, input) => {
  expect(await call({}, method, input)).toEqual({
    ok: false,
    error: { code: 'invalid_input', detail: { field: 'method' } },
  })
})

test.each([
  ['nothing at all', undefined, ''],
  ['a number for an id', { id: 7 }, 'id'],
  ['an id of 50 MB', { id: 'x'.repeat(50_000_000) }, 'id'],
  ['an id that is NaN', { id: Number.NaN }, 'id'],
])('%s as input is refused and names the field', async (_what, input, field) => {
  expect(await call({}, 'connections.revoke', input)).toEqual({
    ok: false,
    error: { code: 'invalid_input', detail: { field } },
  })
})

test('an unexpected secret in an output is removed on the way to the window', async () => {
  const answer = await call(
    {
      'connections.list': () => ({
        connections: [
          {
            ...connection,
            refreshToken: marker,
            problem: { code: 'offline', detail: { idToken: marker } },
          } as ConnectionSummary,
        ],
        next: null,
      }),
    },
    'connections.list',
    page,
  )
  expect(answer).toEqual({
    ok: true,
    value: { connections: [{ ...connection, problem: { code: 'offline', detail: {} } }], next: null },
  })
})

test('an unexpected secret in an event is removed on the way to the window', () => {
  const sent: unknown[] = []
  sendEvent(
    { isDestroyed: () => false, send: (...args: unknown[]) => void sent.push(args) },
    'connection.changed',
    { ...connection, refreshToken: marker } as ConnectionSummary,
  )
  expect(sent).toEqual([['mooring:event', 'connection.changed', connection]])
})

test('an output that is not what the contract says is a bug, and its content stays inside', async () => {
  const answer = await call(
    {
      'connections.list': () =>
        ({ connections: [{ ...connection, linkedAtMs: marker }], next: null }) as never,
    },
    'connections.list',
    page,
  )
  expect(answer).toEqual({ ok: false, error: { code: 'internal', detail: {} } })
})

test('an expected failure crosses with its code and only the facts a sentence may need', async () => {
  const answer = await call(
    {
      'connections.refresh': () => {
        throw new AppError('rate_limited', {
          host: 'idp.example',
          untilMs: 5,
          url: `?code=${marker}`,
        } as never)
      },
    },
    'connections.refresh',
    { id: 'c1' },
  )
  expect(answer).toEqual({
    ok: false,
    error: { code: 'rate_limited', detail: { host: 'idp.example', untilMs: 5 } },
  })
})

test('a bug crosses as `internal`, without its words', async () => {
  const answer = await call(
    {
      'connections.list': () => {
        throw new TypeError(`cannot read ${marker}`)
      },
    },
    'connections.list',
    page,
  )
  expect(answer).toEqual({ ok: false, error: { code: 'internal', detail: {} } })
})

const senderFrame = { url: `${origin}/index.html`, parent: null }

test('a call that comes after closing has begun is refused without a line in the log [R18]', async () => {
  const log = quietLog()
  const options = { origin, handlers: only({}), log, isClosing: () => true }
  const event = { sender: {} as never, senderFrame: senderFrame as never }
  expect(await answerCall(options, event, 'connections.list', page)).toEqual({
    ok: false,
    error: { code: 'closing', detail: {} },
  })
  expect(log.lines).toEqual([])
})

test('a call that fails because closing began meanwhile is refused without a line in the log [R18]', async () => {
  const log = quietLog()
  let isClosing = false
  const handlers = only({
    'connections.list': () => {
      isClosing = true
      throw new TypeError('The database connection is not open')
    },
  })
  const options = { origin, handlers, log, isClosing: () => isClosing }
  const event = { sender: {} as never, senderFrame: senderFrame as never }
  expect(await answerCall(options, event, 'connections.list', page)).toMatchObject({
    error: { code: 'closing' },
  })
  expect(log.lines).toEqual([])
})
