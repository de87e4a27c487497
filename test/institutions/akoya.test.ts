import { afterEach, expect, test } from 'vitest'
import { akoyaProduction } from '../../electron/main/institutions/akoya/kinds.ts'
import { adaptTokenAnswer, akoyaProfile } from '../../electron/main/institutions/akoya/profile.ts'
import { keyOf } from '../../electron/main/institutions/fdx/accounts.ts'
import type { ReadContext } from '../../electron/main/institutions/model/profile.ts'
import { openHttp } from '../../electron/main/net/http.ts'
import { startAnswers, type Answers } from '../support/answers.ts'
import { limits } from '../support/limits.ts'

const nowMs = Date.UTC(2026, 10, 23, 12)
const http = openHttp({ userAgent: 'Mooring/test' })
const servers: Answers[] = []

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function readWith(
  answers: Record<string, { status?: number; headers?: Record<string, string>; body: unknown }>,
) {
  const server = await startAnswers(answers)
  servers.push(server)
  const profile = akoyaProfile(
    { authorizationBase: server.baseUrl, dataBase: server.baseUrl, issuer: 'https://idp.example/' },
    'mikomo',
    { allowLoopbackHttp: true },
  )
  const context: ReadContext = {
    http,
    accessToken: 'bearer-1',
    now: () => nowMs,
    lastUseMs: nowMs - 60_000,
    isBatch: false,
    signal: AbortSignal.timeout(limits.requestMs),
  }
  return { server, read: () => profile.readAccounts(context) }
}

const checking = {
  accountId: 'a1',
  accountNumberDisplay: 'xxxx0071',
  accountType: 'CHECKING',
  nickname: 'Everyday checking',
  balanceType: 'ASSET',
  currency: { currencyCode: 'USD' },
}

test('accounts come with their category, mask and balance, and the call carries the headers that v3 demands', async () => {
  const { server, read } = await readWith({
    '/accounts-info/v3/mikomo': {
      body: {
        accounts: [
          { depositAccount: checking },
          { locAccount: { accountId: 'a2', productName: 'Platinum card', balanceType: 'LIABILITY' } },
        ],
      },
    },
    '/balances/v3/mikomo': {
      headers: { 'x-akoya-interaction-id': 'interaction-2' },
      body: {
        accounts: [
          {
            depositAccount: { accountId: 'a1', currentBalance: 4218.07, balanceAsOf: '2026-11-23T11:00:00Z' },
          },
          { locAccount: { accountId: 'a2', currentBalance: '1302.66', currency: { currencyCode: 'USD' } } },
        ],
      },
    },
  })

  expect(await read()).toEqual({
    interactionId: 'interaction-2',
    unreadable: 0,
    repeats: 0,
    isComplete: true,
    accounts: [
      {
        key: keyOf('a1', 0),
        id: 'a1',
        category: 'deposit',
        type: 'CHECKING',
        name: 'Everyday checking',
        mask: '0071',
        currency: 'USD',
        balances: { current: '4218.07' },
        balanceType: 'asset',
        asOfDay: '2026-11-23',
        asOfMs: Date.UTC(2026, 10, 23, 11),
        unavailable: false,
        isEarlier: false,
        unreadable: [],
      },
      {
        key: keyOf('a2', 0),
        id: 'a2',
        category: 'line-of-credit',
        type: null,
        name: 'Platinum card',
        mask: null,
        currency: 'USD',
        balances: { current: '1302.66' },
        balanceType: 'liability',
        asOfDay: null,
        asOfMs: null,
        unavailable: false,
        isEarlier: false,
        unreadable: [],
      },
    ],
  })
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer bearer-1',
    'x-akoya-interaction-type': 'USER',
    'x-akoya-last-access': '2026-11-23T11:59:00Z',
  })
})

test('an account that the institution could not answer for is shown as unavailable, the others as they are', async () => {
  const { read } = await readWith({
    '/accounts-info/v3/mikomo': {
      body: {
        accounts: [{ depositAccount: checking }, { depositAccount: { ...checking, accountId: 'a2' } }],
      },
    },
    '/balances/v3/mikomo': {
      status: 206,
      body: {
        accounts: [
          { depositAccount: { accountId: 'a1', currentBalance: 1 } },
          { depositAccount: { accountId: 'a2', error: { code: 500 } } },
        ],
      },
    },
  })
  const { accounts } = await read()
  expect(accounts.map(({ id, unavailable, balances }) => ({ id, unavailable, balances }))).toEqual([
    { id: 'a1', unavailable: false, balances: { current: '1.00' } },
    { id: 'a2', unavailable: true, balances: {} },
  ])
})

test('every optional field may be missing, unknown categories are kept, and what has no id is left out', async () => {
  const { read } = await readWith({
    '/accounts-info/v3/mikomo': {
      body: {
        accounts: [
          { cryptoAccount: { accountId: 'x', nickname: ' ', currency: [] } },
          { depositAccount: {} },
          { note: 'hello' },
        ],
      },
    },
    '/balances/v3/mikomo': { body: { accounts: [{ cryptoAccount: { accountId: 'x' } }] } },
  })
  expect((await read()).accounts).toEqual([
    {
      key: keyOf('x', 0),
      id: 'x',
      category: 'other',
      type: null,
      name: 'Account',
      mask: null,
      currency: null,
      balances: {},
      balanceType: 'asset',
      asOfDay: null,
      asOfMs: null,
      unavailable: false,
      isEarlier: false,
      unreadable: [],
    },
  ])
})

test.each([
  [401, { code: 602 }, {}, { code: 'bearer_rejected', detail: { error: '602', status: 401 } }],
  [404, { code: 601 }, {}, { code: 'grant_ended', detail: { error: '601', status: 404 } }],
  [403, {}, {}, { code: 'not_subscribed', detail: { status: 403 } }],
  [429, { code: 1207 }, {}, { code: 'rate_limited', detail: { untilMs: nowMs + 60_000 } }],
  [429, { code: 1207 }, { 'retry-after': '7' }, { code: 'rate_limited', detail: { untilMs: nowMs + 7000 } }],
  [
    429,
    'not json',
    { 'retry-after': '1000000000' },
    { code: 'rate_limited', detail: { untilMs: nowMs + 900_000 } },
  ],
  [408, {}, {}, { code: 'server_unavailable', detail: { status: 408 } }],
  [503, { code: 503 }, {}, { code: 'server_unavailable', detail: { status: 503 } }],
  [400, { code: 401 }, {}, { code: 'answer_invalid', detail: { status: 400 } }],
  [200, [], {}, { code: 'answer_invalid' }],
  [200, 'html', {}, { code: 'answer_invalid' }],
])('a data answer of %i with %j has the error code of its meaning', async (status, body, headers, error) => {
  const { read } = await readWith({ '/accounts-info/v3/mikomo': { status, body, headers } })
  await expect(read()).rejects.toMatchObject(error)
})

test.each([
  [
    'the ID token is the bearer',
    200,
    { id_token: 'j', token_type: 'bearer' },
    { id_token: 'j', token_type: 'bearer', access_token: 'j' },
  ],
  [
    'an access token is left alone',
    200,
    { id_token: 'j', access_token: 'a' },
    { id_token: 'j', access_token: 'a' },
  ],
  [
    'a claimed refresh token is a spent grant',
    400,
    {
      error: 'invalid_request',
      error_description: 'Refresh token is invalid or has already been claimed by another client.',
    },
    {
      error: 'invalid_grant',
      error_description: 'Refresh token is invalid or has already been claimed by another client.',
    },
  ],
  [
    'an expired code is a spent grant',
    400,
    { error: 'invalid_request', error_description: 'Invalid or expired code parameter.' },
    { error: 'invalid_grant', error_description: 'Invalid or expired code parameter.' },
  ],
  [
    'another invalid request is just that',
    400,
    { error: 'invalid_request', error_description: 'No refresh token in request' },
    { error: 'invalid_request', error_description: 'No refresh token in request' },
  ],
  ['what is no object is left to the strict library', 200, 'html', 'html'],
])('in a token answer, %s', (_what, status, body, adapted) => {
  expect(adaptTokenAnswer('refresh_token', { status, body })).toEqual({ status, body: adapted })
})

test('products of the ID token become permissions, in the order shown, and unknown ones are not guessed at', () => {
  const profile = akoyaProfile(akoyaProduction, 'x', { allowLoopbackHttp: false })
  expect(profile.permissionsGranted({ products: ['transactions', 'account_info', 'horoscopes'] })).toEqual([
    'accounts',
    'transactions',
  ])
  expect(profile.permissionsGranted({ products: 'ACCOUNT_DETAILED STATEMENTS' })).toEqual([
    'balances',
    'statements',
  ])
})
