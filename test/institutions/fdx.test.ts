import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holding, taxLot } from '../../shared/models/holding.ts'
import { owner } from '../../shared/models/owner.ts'
import { toFailure } from '../../electron/main/core/errors.ts'
import { akoyaData } from '../../electron/main/institutions/akoya/data.ts'
import type { ReadContext } from '../../electron/main/institutions/model/profile.ts'
import { holdingShapes, ownerShapes, statementShapes, taxFormShapes, taxLotShapes } from './fdx-shapes.ts'

const data = akoyaData('https://bank.example', 'x')
const ofA1 = { accountId: 'a1', currency: 'EUR' }
const ofH1 = { accountId: 'a1', holdingId: 'h1', currency: 'USD' }
const in2026 = { accountId: 'a1', year: 2026 }
const nowMs = Date.UTC(2026, 10, 23, 12)

interface Sent {
  body: unknown
  status?: number
}

/** Gives the answers in turn, the last one again and again. */
function contextOf(...answers: Sent[]): ReadContext & { asked: string[] } {
  const asked: string[] = []
  let count = 0
  return {
    asked,
    http: {
      fetch: async (url) => {
        asked.push(url.replace('https://bank.example', ''))
        const { body, status = 200 } = answers[Math.min(count, answers.length - 1)] ?? { body: {} }
        count += 1
        return new Response(status === 204 ? null : JSON.stringify(body), { status })
      },
      close: async () => {},
      offsetMs: () => null,
    },
    accessToken: 'b',
    now: () => nowMs,
    lastUseMs: nowMs,
    isBatch: false,
    signal: AbortSignal.timeout(60_000),
  }
}

test.each(holdingShapes)('holdings in the shape of $source are read whole', async ({ body, read }) => {
  const found = await data.readHoldings(contextOf({ body }), ofA1)
  expect(found).toMatchObject({ holdings: read, unreadable: 0, isComplete: true })
  for (const one of found.holdings) expect([one.unreadable, holding.parse(one)]).toEqual([[], one])
})

test.each(taxLotShapes)('tax lots in the shape of $source are read whole', async ({ body, read }) => {
  const found = await data.readTaxLots(contextOf({ body }), ofH1)
  expect(found).toMatchObject({ taxLots: read, unreadable: 0, isComplete: true })
  for (const one of found.taxLots) expect(taxLot.parse(one)).toEqual(one)
})

test.each(ownerShapes)(
  'an owner in the shape of $source is read, and nothing but name and contact',
  async (shape) => {
    const found = await data.readOwner(contextOf({ body: shape.body }))
    expect(found.owner).toEqual(shape.read)
    expect(owner.parse(found.owner)).toEqual(found.owner)
  },
)

test.each(statementShapes)('statements in the shape of $source are read whole', async ({ body, read }) => {
  const found = await data.documents.statement.list(contextOf({ body }), in2026)
  expect(found).toMatchObject({ documents: read, unreadable: 0, isComplete: true })
})

test.each(taxFormShapes)('tax forms in the shape of $source are read whole', async ({ body, read }) => {
  const found = await data.documents['tax form'].list(contextOf({ body }), in2026)
  expect(found).toMatchObject({ documents: read, unreadable: 0, isComplete: true })
})

test('every address is of this institution’s product, whatever an id contains', async () => {
  const context = contextOf({ body: { accounts: [], statements: [], taxLots: [], customer: { name: 'A' } } })
  const odd = 'a/../b?c#d'
  await data.readHoldings(context, { accountId: odd, currency: null })
  await data.readTaxLots(context, { accountId: odd, holdingId: odd, currency: null })
  await data.readOwner(context)
  await data.documents.statement.list(context, { accountId: odd, year: 2025 })
  await data.documents['tax form'].list(context, { accountId: odd, year: 2025 })
  expect(context.asked).toEqual([
    '/accounts/v3/x?accountIds=a%2F..%2Fb%3Fc%23d',
    '/taxlots/v3/x/a%2F..%2Fb%3Fc%23d/a%2F..%2Fb%3Fc%23d',
    '/customers/v3/x/current',
    '/statements/v3/x/a%2F..%2Fb%3Fc%23d?startTime=2024-12-31T10%3A00%3A00.000Z&endTime=2026-01-01T12%3A00%3A00.000Z&limit=50',
    '/tax-forms/v3/x?taxYear=2025&accountId=a%2F..%2Fb%3Fc%23d',
  ])
  for (const id of ['', '.', '..']) {
    const ends = await Promise.all([
      data.readTaxLots(context, { ...ofH1, holdingId: id }).catch(toFailure),
      data.documents.statement.download(context, { accountId: 'a1', documentId: id }).catch(toFailure),
    ])
    expect(ends).toMatchObject([{ code: 'answer_invalid' }, { code: 'answer_invalid' }])
  }
  expect(context.asked).toHaveLength(5)
})

const account = (fields: object) => ({
  body: { accounts: [{ investmentAccount: { accountId: 'a1', ...fields } }] },
})

test('what can’t be read of a holding is named, and entries that are none are counted', async () => {
  const context = contextOf(
    account({
      holdings: [
        null,
        7,
        {},
        {
          holdingId: 'h1',
          units: 'many',
          marketValue: '5,000',
          currentUnitPrice: [5],
          currency: { code: 'USD' },
          positionType: 'SIDEWAYS',
          currentUnitPriceDate: 'yesterday',
          securityIds: ['X'],
          taxLots: [null, { quantity: true, costBasis: 5 }],
        },
      ],
    }),
  )
  const read = await data.readHoldings(context, ofA1)
  expect(read).toMatchObject({
    unreadable: 3,
    holdings: [{ id: 'h1', units: null, taxLots: [{ units: null }] }],
  })
  expect(read.holdings[0]?.unreadable).toEqual([
    'security',
    'quantity',
    'price',
    'value',
    'currency',
    'date',
    'position',
    'tax lots',
  ])
  expect(read.holdings[0]?.taxLots?.[0]?.unreadable).toEqual(['quantity'])
})

test.each([
  ['an account without holdings', account({}), { holdings: [], isComplete: true }],
  ['an empty list', account({ holdings: [] }), { holdings: [], isComplete: true }],
  ['an account with an error', { ...account({ error: { code: 500 } }), status: 206 }, { isComplete: false }],
  [
    'another account',
    { body: { accounts: [{ depositAccount: { accountId: 'a2' } }] } },
    { isComplete: false },
  ],
  ['no content', { body: null, status: 204 }, { holdings: [], isComplete: false }],
  ['a part', { ...account({ holdings: [{ symbol: 'X' }] }), status: 206 }, { isComplete: false }],
])('holdings of %s', async (_what, sent, read) => {
  expect(await data.readHoldings(contextOf(sent), ofA1)).toMatchObject(read)
})

test('holdings of which it is unknown whose they are, or that are no list, are refused', async () => {
  const two = {
    body: {
      accounts: [
        { investmentAccount: { accountId: 'a1', nickname: 'Own', holdings: [{ symbol: 'X' }] } },
        { investmentAccount: { accountId: 'a1', nickname: 'Joint', holdings: [{ symbol: 'Y' }] } },
      ],
    },
  }
  for (const sent of [
    two,
    account({ holdings: 'none' }),
    { body: { code: 701 } },
    { body: { accounts: null } },
  ]) {
    expect(await data.readHoldings(contextOf(sent), ofA1).catch(toFailure)).toMatchObject({
      code: 'answer_invalid',
    })
  }
  const [one] = two.body.accounts
  const twice = contextOf({ body: { accounts: [one, one] } })
  expect((await data.readHoldings(twice, ofA1)).holdings).toHaveLength(1)
})

test('pages that lead in a circle, or elsewhere, end there, and what was read is partial', async () => {
  const page = (next: unknown) => ({ body: { statements: [{ statementId: 's1' }], links: { next } } })
  const itself = contextOf(page({ href: '/statements/v3/x/a1?offset=1' }))
  const read = await data.documents.statement.list(itself, in2026)
  expect(read).toMatchObject({ documents: [{ id: 's1' }], isComplete: false })
  expect(itself.asked).toHaveLength(2)
  const elsewhere = contextOf(page({ href: 'https://evil.example/statements/v3/x/a1' }))
  expect(await data.documents.statement.list(elsewhere, in2026)).toMatchObject({ isComplete: false })
  expect(elsewhere.asked).toHaveLength(1)
  const lots = { body: { holding: { taxLots: [{ quantity: 1 }] }, page: { totalElements: 3 } } }
  expect(await data.readTaxLots(contextOf(lots), ofH1)).toMatchObject({ isComplete: false })
})

test.each([
  ['404, code 701', 404, { code: 701 }, 'data_unavailable'],
  ['409: no tax forms', 409, {}, 'data_unavailable'],
  ['406: no PDF', 406, {}, 'data_unavailable'],
  ['400, code 704', 400, { code: 704 }, 'data_unavailable'],
  ['404 without a code', 404, '<html>', 'answer_invalid'],
  ['404, code 601', 404, { code: 601 }, 'grant_ended'],
  ['401, code 602', 401, { code: 602 }, 'bearer_rejected'],
  ['403', 403, { code: 403 }, 'not_subscribed'],
  ['429', 429, { code: 1207 }, 'rate_limited'],
  ['503', 503, {}, 'server_unavailable'],
  ['a redirect', 302, {}, 'answer_invalid'],
  ['no list', 200, {}, 'answer_invalid'],
])('%s is told apart in every product', async (_what, status, body, code) => {
  const readers = [
    () => data.readTaxLots(contextOf({ status, body }), ofH1),
    () => data.readHoldings(contextOf({ status, body: status === 200 ? { accounts: 1 } : body }), ofA1),
    () => data.readOwner(contextOf({ status, body })),
    () => data.documents.statement.list(contextOf({ status, body }), in2026),
    () => data.documents['tax form'].list(contextOf({ status, body }), in2026),
  ]
  for (const read of readers) expect(await read().catch(toFailure)).toMatchObject({ code })
})

test('whatever is in a list of holdings, those read and unreadable are all that was sent', async () => {
  const field = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('1.5', 'LONG', '2026-11-20', 1e21, -0.5),
  )
  const names = [
    'holdingId',
    'symbol',
    'units',
    'marketValue',
    'currency',
    'taxLots',
    'securityIds',
    'positionType',
  ]
  const entry = fc.oneof(
    fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] }),
    fc.jsonValue({ maxDepth: 2 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 8 }), async (holdings) => {
      const read = await data.readHoldings(contextOf(account({ holdings })), ofA1)
      expect(read.holdings.length + read.unreadable).toBe(holdings.length)
      for (const one of read.holdings) expect(holding.parse(one)).toEqual(one)
    }),
    { numRuns: 300 },
  )
})
