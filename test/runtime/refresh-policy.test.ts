import { describe, expect, test } from 'vitest'
import {
  firstAllowedMs,
  mostSpecific,
  plannedMs,
  staleMs,
} from '../../electron/main/runtime/refresh-policy.ts'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { Hours } from '../../shared/models/hours.ts'
import { refreshPolicy, type RefreshPolicy, type SetPolicy } from '../../shared/models/refresh-policy.ts'

const hourMs = 3_600_000
const { maintenance: akoya } = institutionKinds['akoya-production']
const office = { from: '08:00', to: '18:00' }
const night = { from: '22:00', to: '02:00' }

const utc = (text: string) => Date.parse(text.replace(/Z$/, ':00Z'))
const iso = (ms: number | null) => (ms === null ? null : `${new Date(ms).toISOString().slice(0, 16)}Z`)

const planned = (hours: Hours | null) => ({ kind: 'planned', hours }) as const
const every = (everyHours: number, hours: Hours | null = null) =>
  ({ kind: 'interval', everyHours, hours }) as const

test.each<[string, RefreshPolicy, boolean, string, string | null]>([
  // [zone, policy, at Akoya, last refresh, next refresh] with the latest time that chance gives.
  ['UTC', planned(null), false, '2026-11-25T06:00Z', '2026-11-26T03:36Z'],
  ['UTC', planned(office), false, '2026-11-25T06:00Z', '2026-11-26T08:30Z'],
  ['UTC', planned(office), false, '2026-11-25T16:00Z', '2026-11-26T13:36Z'],
  ['America/New_York', planned(office), false, '2026-03-07T12:00Z', '2026-03-08T12:30Z'],
  ['UTC', planned(night), false, '2026-11-25T01:30Z', '2026-11-25T23:06Z'],
  ['UTC', every(6), false, '2026-11-25T06:00Z', '2026-11-25T12:00Z'],
  ['Asia/Kolkata', every(6, office), false, '2026-11-25T09:00Z', '2026-11-26T03:00Z'],
  ['UTC', every(48), false, '2026-11-25T06:00Z', '2026-11-27T06:00Z'],
  ['Europe/Zurich', { kind: 'daily', at: '07:00' }, false, '2026-11-25T06:00Z', '2026-11-26T06:00Z'],
  ['Europe/Zurich', { kind: 'daily', at: '07:00' }, false, '2026-11-25T05:00Z', '2026-11-25T06:00Z'],
  ['America/New_York', { kind: 'daily', at: '02:30' }, false, '2026-03-07T12:00Z', '2026-03-08T07:30Z'],
  ['Pacific/Kiritimati', { kind: 'daily', at: '23:00' }, false, '2026-11-25T12:00Z', '2026-11-26T09:00Z'],
  ['UTC', { kind: 'never' }, false, '2026-11-25T06:00Z', null],
  // Tuesday 24 November 2026: Akoya's window is from 15:00 to 18:00 UTC.
  ['UTC', planned(null), true, '2026-11-23T18:30Z', '2026-11-24T18:30Z'],
  ['UTC', every(6), true, '2026-11-24T10:00Z', '2026-11-24T18:30Z'],
  ['UTC', every(6, office), true, '2026-11-24T10:00Z', '2026-11-25T08:30Z'],
  ['America/New_York', { kind: 'daily', at: '10:00' }, true, '2026-11-24T06:00Z', '2026-11-24T18:00Z'],
  ['America/New_York', { kind: 'daily', at: '10:00' }, true, '2026-11-25T06:00Z', '2026-11-25T15:00Z'],
])(
  'in %s with %j, at Akoya: %s, what was refreshed at %s is next at %s',
  (zone, policy, isAkoya, from, next) => {
    const plan = { policy, maintenance: isAkoya ? akoya : [] }
    expect(iso(plannedMs(plan, utc(from), 1, zone))).toBe(next)
  },
)

describe('chance', () => {
  test('spreads what waits for the same minute over half an hour, and never out of the hours', () => {
    const plan = { policy: planned({ from: '08:00', to: '08:10' }), maintenance: [] }
    const next = (random: number) => iso(plannedMs(plan, utc('2026-11-25T06:00Z'), random, 'UTC'))
    expect([0, 0.2, 1].map(next)).toEqual(['2026-11-26T08:00Z', '2026-11-26T08:06Z', '2026-11-26T08:00Z'])
  })

  test('refreshes an interval in its last tenth', () => {
    const plan = { policy: every(10), maintenance: [] }
    expect([0, 1].map((random) => plannedMs(plan, 0, random, 'UTC'))).toEqual([9 * hourMs, 10 * hourMs])
  })
})

test('data are old once a refresh is late by a tenth of the interval, and never where there is none', () => {
  const from = utc('2026-11-25T06:00Z')
  const old = (policy: RefreshPolicy) => (staleMs({ policy, maintenance: [] }, from, 'UTC') - from) / hourMs
  expect(old(planned(null))).toBeCloseTo(21.6)
  expect(old(every(10))).toBe(11)
  expect(old({ kind: 'never' })).toBe(Infinity)
})

test('a refresh that came due in the hours waits for the next ones if they are over', () => {
  const plan = { policy: planned(office), maintenance: [] }
  expect(iso(firstAllowedMs(plan, utc('2026-11-25T20:00Z'), 'UTC'))).toBe('2026-11-26T08:00Z')
  expect(iso(firstAllowedMs(plan, utc('2026-11-25T17:59Z'), 'UTC'))).toBe('2026-11-25T17:59Z')
  expect(firstAllowedMs({ policy: { kind: 'never' }, maintenance: [] }, 0, 'UTC')).toBeNull()
})

describe('the most specific policy applies', () => {
  const ofConnection: SetPolicy = { target: { kind: 'connection', id: 'c1' }, policy: every(1) }
  const ofBooks: SetPolicy = { target: { kind: 'label', label: 'Books' }, policy: every(2) }
  const ofTax: SetPolicy = { target: { kind: 'label', label: 'Tax' }, policy: { kind: 'never' } }
  const ofInstitution: SetPolicy = { target: { kind: 'institution', id: 'i1' }, policy: every(3) }
  test.each([
    [[ofInstitution, ofTax, ofConnection], ofConnection],
    [[ofInstitution, ofBooks], ofBooks],
    [[ofBooks, ofTax, ofInstitution], ofTax],
    [[ofTax, ofBooks], ofTax],
    [[ofInstitution], ofInstitution],
    [[], { target: null, policy: planned(null) }],
  ])('of %j', (set, applied) => {
    expect(mostSpecific(set)).toEqual(applied)
  })
})

test.each([
  ['an interval of no hour', every(0)],
  ['one of more than a week', every(169)],
  ['half hours', every(1.5)],
  ['hours that end when they begin', planned({ from: '08:00', to: '08:00' })],
  ['a time that does not exist', { kind: 'daily', at: '24:00' }],
])('%s is refused', (_what, policy) => {
  expect(refreshPolicy.safeParse(policy).success).toBe(false)
})
