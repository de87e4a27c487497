import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportTransactions } from '../../../electron/main/export/transactions.ts'
import {
  readMoreTransactions,
  readTransactionPages,
  readTransactions,
} from '../../../electron/main/connections/data/transactions.ts'
import { openExportRuns } from '../../../electron/main/runtime/export-runs.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import type { Answers } from '../../support/answers.ts'
import { queryWithDuckDb } from '../../support/csv-readers.ts'
import { answerDataWith } from '../../support/data-answers.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'
import { zones } from '../../support/zones.ts'
import { ofAccounts } from '../../support/export-scopes.ts'

let harness: Harness
let server: Answers
beforeEach(() => {
  harness = openHarness()
})
afterEach(async () => {
  await harness.close()
  await server.close()
})

const path = 'transactions/v3/mikomo/chk5d20f1c083'
const row = (transactionId: string | undefined, amount = 1) => ({
  depositTransaction: { transactionId, amount, debitCreditMemo: 'DEBIT', status: 'POSTED' },
})
const page = (transactions: unknown[], next?: string, status = 200) => ({
  status,
  body: { transactions, links: next === undefined ? {} : { next: { href: next } } },
})

/** An account whose pages are these: the first, and others by query. */
async function openPages(pages: Record<string, { status?: number; body: unknown }>) {
  const { id, accounts } = await linkMikomo(harness)
  server = await answerDataWith(
    harness,
    Object.fromEntries(Object.entries(pages).map(([query, answer]) => [`${path}${query}`, answer])),
  )
  return { connectionId: id, accountKey: accounts[0]?.key ?? '', days: 30 }
}

async function readAllTransactions(...given: Parameters<typeof readTransactionPages>) {
  const all = { transactions: [] as Transaction[], repeats: 0, isPartial: false }
  for await (const page of readTransactionPages(...given)) {
    all.transactions.push(...page.transactions)
    all.repeats += page.repeats
    all.isPartial ||= page.isPartial
  }
  return all
}

const idsOf = ({ transactions }: { transactions: { id: string | null }[] }) =>
  transactions.map(({ id }) => id)

test('a page that leads to itself ends what was read, which is partial [B3]', async () => {
  const wanted = await openPages({
    '': page([row('t1')], '?page=2'),
    '?page=2': page([row('t2')], '?page=2'),
  })
  const all = await readAllTransactions(harness.deps, wanted)
  expect(idsOf(all)).toEqual(['t1', 't2'])
  expect(all.isPartial).toBe(true)
  expect(server.requests).toHaveLength(2)
})

test('pages that have other addresses and the same content end too [B3]', async () => {
  const same = [row(undefined), row(undefined)]
  const pages = Array.from(
    { length: 20 },
    (_, index) => [index === 0 ? '' : `?page=${index + 1}`, page(same, `?page=${index + 2}`)] as const,
  )
  const wanted = await openPages(Object.fromEntries(pages))
  const all = await readAllTransactions(harness.deps, wanted)
  expect(all).toMatchObject({ transactions: { length: 2 }, repeats: 20, isPartial: true })
  expect(server.requests).toHaveLength(11)
})

test('pages after one that holds the same as an earlier one are read, and the list is partial [Num 12]', async () => {
  const wanted = await openPages({
    '': page([row(undefined)], '?page=2'),
    '?page=2': page([row(undefined)], '?page=3'),
    '?page=3': page([row('t3')]),
  })
  const all = await readAllTransactions(harness.deps, wanted)
  expect(idsOf(all)).toEqual([null, 't3'])
  expect(all).toMatchObject({ repeats: 1, isPartial: true })
})

test('a page that is read again leads to the page after it, as the first time [Num 12]', async () => {
  const wanted = await openPages({
    '': page([row('t1')], '?page=2'),
    '?page=2': page([row('t2')], '?page=3'),
    '?page=3': page([row('t3')]),
  })
  const first = await readTransactions(harness.deps, wanted)
  await readMoreTransactions(harness.deps, first.next ?? '')
  const again = await readMoreTransactions(harness.deps, first.next ?? '')
  expect(again).toMatchObject({ isPartial: false, next: expect.any(String) as string })
  expect(idsOf(await readMoreTransactions(harness.deps, again.next ?? ''))).toEqual(['t3'])
})

test('transactions of one id that differ in a field that is not shown are two [Num 10]', async () => {
  const withCheck = (checkNumber: number) => ({
    depositTransaction: { ...row('t1').depositTransaction, checkNumber },
  })
  const wanted = await openPages({
    '': page([withCheck(101), withCheck(102), withCheck(102)], '?page=2'),
    '?page=2': page([withCheck(102), withCheck(103)]),
  })
  const all = await readAllTransactions(harness.deps, wanted)
  expect(all).toMatchObject({ transactions: { length: 3 }, repeats: 2, isPartial: false })
})

test('a transaction that two pages hold is shown once, in the window and in a file, and counted [B4]', async () => {
  const wanted = await openPages({
    '': page([row('p1'), row('t2')], '?page=2'),
    '?page=2': page([row('t2'), row('t3'), row('t3', 9), row(undefined), row(undefined)]),
  })
  const first = await readTransactions(harness.deps, wanted)
  const second = await readMoreTransactions(harness.deps, first.next ?? '')
  expect(idsOf(second)).toEqual(['t3', 't3', null, null])
  expect(second).toMatchObject({ repeats: 1, next: null, isPartial: false })
  // The same page again, as after an answer that got lost, holds the same.
  expect(idsOf(await readMoreTransactions(harness.deps, first.next ?? ''))).toEqual(['t3', 't3', null, null])

  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'json' })
  expect(JSON.parse(harness.saved[0]?.text ?? '[]')).toHaveLength(6)
  expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([
    { kind: 'transactions_exported', repeated: 1, unreadable: 0 },
  ])
})

/** A page that says how many transactions there are on all pages. */
const pageOf = (totalElements: number, ids: string[], next?: string) => ({
  body: {
    ...page(
      ids.map((id) => row(id)),
      next,
    ).body,
    page: { totalElements },
  },
})

test.each([
  ['as many as they say', false, 3, [['t1', 't2'], ['t3']]],
  ['fewer than they say', true, 4, [['t1', 't2'], ['t3']]],
  [
    'one twice in place of another',
    true,
    4,
    [
      ['t1', 't2'],
      ['t2', 't3'],
    ],
  ],
  [
    'one twice beside all others',
    false,
    3,
    [
      ['t1', 't2'],
      ['t2', 't3'],
    ],
  ],
  ['no more on the last page', true, 3, [['t1', 't2'], []]],
])(
  'pages with %s are a list that is partial: %s [Num 27]',
  async (_what, isPartial, total, [first = [], second = []]) => {
    const wanted = await openPages({
      '': pageOf(total, first, '?page=2'),
      '?page=2': pageOf(total, second),
    })
    expect((await readAllTransactions(harness.deps, wanted)).isPartial).toBe(isPartial)
    const begin = await readTransactions(harness.deps, wanted)
    expect(begin.isPartial).toBe(false)
    for (let times = 0; times < 2; times += 1) {
      expect((await readMoreTransactions(harness.deps, begin.next ?? '')).isPartial).toBe(isPartial)
    }
  },
)

test.each([
  ['fewer than it says', true, 3],
  ['as many as it says', false, 1],
])('one page with %s is partial: %s [Num 24]', async (_what, isPartial, total) => {
  const wanted = await openPages({ '': pageOf(total, ['t1']) })
  expect(await readTransactions(harness.deps, wanted)).toMatchObject({ next: null, isPartial })
})

test.each(zones)(
  'a period of two days holds what the institution dates on those days, on a computer in $timezone [Num 37]',
  async ({ timezone }) => {
    const dated = [
      '2026-09-30T00:00:00Z',
      '2026-10-01T00:00:00Z',
      '2026-10-01T00:30:00+14:00',
      '2026-10-31',
      '2026-10-31T23:30:00-12:00',
      '2026-11-01',
    ].map((postedTimestamp) => ({ depositTransaction: { postedTimestamp, amount: 1 } }))
    const wanted = await openPages({ '': page([...dated, row('t1')]) })
    const before = process.env['TZ']
    process.env['TZ'] = timezone
    try {
      const { transactions } = await readTransactions(harness.deps, {
        ...wanted,
        days: 31,
        toDay: '2026-10-31',
      })
      expect(transactions.map(({ day }) => day)).toEqual([
        '2026-10-01',
        '2026-10-01',
        '2026-10-31',
        '2026-10-31',
        null,
      ])
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
    const query = new URLSearchParams(server.requests[0]?.query)
    expect(query.get('startTime')).toBe('2026-09-30T10:00:00.000Z')
    expect(query.get('endTime')).toBe('2026-11-01T12:00:00.000Z')
  },
)

test.each([
  ['the institution gave only some', page([row('t1')], undefined, 206), 0],
  ['one could not be read', page([row('t1'), null]), 1],
])('a file says in its name and on every row when %s [C3]', async (_why, answer, unreadable) => {
  const wanted = await openPages({ '': answer })
  const saved = await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'json' })
  expect(saved).toEqual({ saved: true, isPartial: true })
  const file = harness.saved[0]
  expect(file?.name).toMatch(/-transactions-\d{4}-\d\d-\d\d-partial\.json$/)
  expect(JSON.parse(file?.text ?? '[]')).toMatchObject([{ transaction_id: 't1', partial: true, unreadable }])
})

test('a page, a file and the activity count what was read in part, repeats once [Num 19]', async () => {
  const inPart = (id: string) => ({
    depositTransaction: { transactionId: id, amount: '1,00', postedTimestamp: '20/11/2026' },
  })
  const wanted = await openPages({
    '': page([row('t1'), inPart('t2'), null], '?page=2'),
    '?page=2': page([inPart('t2'), inPart('t3')]),
  })
  const first = await readTransactions(harness.deps, wanted)
  const second = await readMoreTransactions(harness.deps, first.next ?? '')
  expect([first.unreadable, second.unreadable, second.repeats]).toEqual([2, 1, 1])

  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'json' })
  const rows = JSON.parse(harness.saved[0]?.text ?? '[]') as Record<string, unknown>[]
  expect(rows.map((one) => [one['transaction_id'], one['unreadable_values'], one['unreadable']])).toEqual([
    ['t1', null, 3],
    ['t2', 'date, amount', 3],
    ['t3', 'date, amount', 3],
  ])
  expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([
    { kind: 'transactions_exported', unreadable: 3, isPartial: true },
  ])
})

test('a file without rows has its header line [C4]', async () => {
  const wanted = await openPages({ '': page([]) })
  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' })
  expect(harness.saved[0]?.text).toMatch(/^\uFEFFdate,posted_at_utc,.*,unreadable\r\n$/)
  expect(harness.saved[0]?.name).not.toContain('partial')
})

test('a hundred thousand transactions are read and written, to the cent', { tags: 'thorough' }, async () => {
  const each = 10_000
  const pages = Array.from({ length: 10 }, (_, number) => {
    const rows = Array.from({ length: each }, (_, index) =>
      row(`t${number}-${index}`, (number * each + index) / 100),
    )
    return [
      number === 0 ? '' : `?page=${number}`,
      page(rows, number === 9 ? undefined : `?page=${number + 1}`),
    ] as const
  })
  const wanted = await openPages(Object.fromEntries(pages))
  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' })
  const query = 'SELECT count(*)::INT AS rows, sum(amount::DECIMAL(18, 2))::VARCHAR AS total FROM file'
  // 0.00 + 0.01 + … + 999.99
  expect(await queryWithDuckDb(harness.saved[0]?.text ?? '', query)).toEqual([
    { rows: 100_000, total: '-49999500.00' },
  ])
})

test('a page of almost 16 MiB is read, and a longer one is refused', async () => {
  const rows = (bytes: number) => [
    row('t1'),
    { depositTransaction: { transactionId: 't2', memo: 'x'.repeat(bytes) } },
  ]
  const wanted = await openPages({ '': page(rows(16_700_000), '?page=2'), '?page=2': page(rows(16_800_000)) })
  const first = await readTransactions(harness.deps, wanted)
  expect(idsOf(first)).toEqual(['t1', 't2'])
  expect(first.transactions[1]?.description?.length).toBe(1000)
  await expect(readMoreTransactions(harness.deps, first.next ?? '')).rejects.toMatchObject({
    code: 'answer_invalid',
    detail: { cause: 'too large' },
  })
}, 60_000)

/** As many pages of two transactions each. */
function manyPages(count: number): Record<string, { status?: number; body: unknown }> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, number) => [
      number === 0 ? '' : `?page=${number}`,
      page(
        [row(`t${number}-a`), row(`t${number}-b`)],
        number === count - 1 ? undefined : `?page=${number + 1}`,
      ),
    ]),
  )
}

const unfinished = () => readdirSync(harness.folder).filter((name) => name.endsWith('.partial'))
const progress = () =>
  harness.events.flatMap(({ name, payload }) =>
    name === 'export.progress' ? [(payload as { rows: number }).rows] : [],
  )

test(
  'a file of more than ten thousand pages is complete, and its progress is reported [R11]',
  { tags: 'thorough' },
  async () => {
    const wanted = await openPages(manyPages(10_200))
    const saved = await harness.deps.exports.run('e1', (run) =>
      exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' }, run),
    )
    expect(saved).toEqual({ saved: true, isPartial: false })
    expect(harness.saved[0]?.text.split('\r\n')).toHaveLength(1 + 20_400 + 1)
    expect(progress().slice(0, 3)).toEqual([2, 4, 6])
    expect(progress().at(-1)).toBe(20_400)
  },
)

test('what has been read is in the file before the next page is requested [R11]', async () => {
  const wanted = await openPages(manyPages(3))
  const sizes: number[] = []
  const { http } = harness.deps
  harness.deps.http = {
    ...http,
    fetch: (url, init) => {
      const [name] = unfinished()
      if (name !== undefined) sizes.push(statSync(join(harness.folder, name)).size)
      return http.fetch(url, init)
    },
  }
  await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'json' })
  expect(sizes).toHaveLength(3)
  expect(sizes).toEqual([...new Set(sizes)].toSorted((one, other) => one - other))
})

test('an export that is cancelled requests nothing more and leaves no file [R11]', async () => {
  const wanted = await openPages(manyPages(50))
  const { emit } = harness.deps
  const exports = openExportRuns({
    emit: (name, payload) => {
      emit(name, payload)
      if (name === 'export.progress' && progress().length === 3) exports.cancel('e1')
    },
  })
  const saved = await exports.run('e1', (run) =>
    exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' }, run),
  )
  expect(saved).toEqual({ saved: false })
  expect(server.requests).toHaveLength(3)
  expect([harness.saved, unfinished()]).toEqual([[], []])
  expect(listActivity(harness.deps.store, { limit: 1 })).not.toMatchObject([
    { kind: 'transactions_exported' },
  ])
})

test(
  'an export that fails in the middle leaves no file, and says why [R11]',
  { tags: 'thorough' },
  async () => {
    const wanted = await openPages({ ...manyPages(3), '?page=2': { status: 500, body: {} } })
    await expect(
      exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' }),
    ).rejects.toMatchObject({
      code: 'server_unavailable',
    })
    expect([harness.saved, unfinished()]).toEqual([[], []])
  },
)

test(
  'a page that fails for a moment is read again, and the file is complete [R11]',
  { tags: 'thorough' },
  async () => {
    let failures = 0
    const flaky = {
      ...manyPages(3)['?page=1'],
      body: manyPages(3)['?page=1']?.body,
      get status() {
        return failures++ < 2 ? 503 : 200
      },
    }
    const wanted = await openPages({ ...manyPages(3), '?page=1': flaky })
    expect(
      await exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' }),
    ).toEqual({
      saved: true,
      isPartial: false,
    })
    expect(harness.saved[0]?.text.match(/t\d-[ab]/g)).toEqual([
      't0-a',
      't0-b',
      't1-a',
      't1-b',
      't2-a',
      't2-b',
    ])
  },
)

test('Cancel ends the pause before a page is read again [R11]', async () => {
  const wanted = await openPages({ ...manyPages(3), '?page=1': { status: 429, body: {} } })
  const exporting = harness.deps.exports.run('e1', (run) =>
    exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' }, run),
  )
  await eventually('the page has failed', () => JSON.stringify(harness.log.lines).includes('read.repeated'))
  harness.deps.exports.cancel('e1')
  expect(await exporting).toEqual({ saved: false })
  expect([harness.saved, unfinished()]).toEqual([[], []])
})

test('closing ends an export and waits until its file is gone [R11]', async () => {
  const wanted = await openPages(manyPages(50))
  const saving = harness.deps.exports.run('e1', (run) =>
    exportTransactions(harness.deps, { ...wanted, ...ofAccounts(wanted), format: 'csv' }, run),
  )
  await eventually('the file is begun', () => progress().length > 0)
  await harness.deps.exports.close()
  expect(unfinished()).toEqual([])
  expect(await saving).toEqual({ saved: false })
})
