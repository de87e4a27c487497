import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportActivity } from '../../electron/main/export/activity.ts'
import { remove, requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { appendActivity, listActivity } from '../../electron/main/store/activity.ts'
import { labelConnections } from '../../electron/main/connections/model/label.ts'
import type { ActivityKind } from '../../shared/models/activity.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'
import { untilRevoked } from '../support/connection-state.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

async function saved(format: 'csv' | 'json', connectionId?: string): Promise<{ name: string; text: string }> {
  expect(await exportActivity(harness.deps, { format, connectionId })).toBe(true)
  const file = harness.saved.at(-1)
  if (!file) throw new Error('nothing was saved')
  return file
}

test(
  'a connection’s whole life is in the file, with causes, tries, statuses and interaction ids, after it is gone too',
  { tags: 'thorough' },
  async () => {
    const linked = await linkMikomo(harness)
    const mikomo = await harness.deps.sandbox.open()
    mikomo.misbehave({ down: ['revoke'], downRequests: 1 })
    requestRevoke(harness.deps, linked.id)
    await untilRevoked(harness, linked.id)
    await remove(harness.deps, linked.id)

    const { name, text } = await saved('json', linked.id)
    expect(name).toMatch(/^mooring-activity-\d{4}-\d\d-\d\d\.json$/)
    expect(JSON.parse(text)).toMatchObject([
      { event: 'linked', institution: 'Mikomo' },
      { event: 'accounts_read', accounts: 5, interaction_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      { event: 'revoke_requested' },
      { event: 'revoke_failed', cause: 'server_unavailable', status: 503, attempts: 1 },
      { event: 'revoked', status: 200, attempts: 2 },
      { event: 'removed' },
    ])
  },
)

test('the file for a spreadsheet has a line of names, times in UTC, and takes no name for a formula', async () => {
  appendActivity(harness.deps.store, {
    connectionId: 'c1',
    institutionName: '=HYPERLINK("https://evil.example","Bank, the ""good"" one")',
    atMs: Date.UTC(2026, 10, 23, 9, 30),
    kind: 'refresh_failed',
    attempts: 3,
    problem: { code: 'rate_limited', detail: { host: 'bank.example', status: 429, interactionId: 'i-1' } },
  })
  const { text } = await saved('csv')
  expect(text).toBe(
    '\uFEFFtime_utc,institution,login,labels,connection,event,cause,host,status,attempts,duration_ms,accounts,unreadable,partial,repeated,kept,gone,interaction_id,script,level,rows\r\n' +
      '2026-11-23 09:30:00,"\'=HYPERLINK(""https://evil.example"",""Bank, the """"good"""" one"")",,,c1,refresh_failed,' +
      'rate_limited,bank.example,429,3,,,,,,,,i-1,,,\r\n',
  )
})

test('one connection’s file has nothing of another, and ten thousand lines fit', async () => {
  const add = (connectionId: string) =>
    appendActivity(harness.deps.store, { connectionId, institutionName: 'Bank', atMs: 1, kind: 'refreshed' })
  harness.deps.store.transaction(() => {
    for (let line = 0; line < 10_000; line += 1) add(`c${line % 2}`)
  })()
  expect(JSON.parse((await saved('json', 'c1')).text)).toHaveLength(5000)
  expect((await saved('csv')).text.split('\r\n')).toHaveLength(10_002)
})

test('the list is read in pages, the newest first', () => {
  for (let line = 0; line < 7; line += 1) {
    appendActivity(harness.deps.store, {
      connectionId: 'c',
      institutionName: 'B',
      atMs: line,
      kind: 'linked',
    })
  }
  const first = listActivity(harness.deps.store, { limit: 3 })
  const second = listActivity(harness.deps.store, { limit: 3, beforeId: first.at(-1)?.id })
  expect([...first, ...second].map(({ atMs }) => atMs)).toEqual([6, 5, 4, 3, 2, 1])
})

test('an entry keeps the login and the label that the connection had, also after it is removed [W-B15]', async () => {
  const { id } = await linkMikomo(harness, 'mikomo_4')
  labelConnections(harness.deps, [id], { add: ['Payroll desk'], remove: [] })
  requestRevoke(harness.deps, id)
  await untilRevoked(harness, id)
  await remove(harness.deps, id)
  const lines = listActivity(harness.deps.store, { connectionId: id, limit: -1 })
  expect(lines.map(({ kind, login, labels }) => [kind, login, labels])).toEqual([
    ['removed', 'mikomo_4', ['Payroll desk']],
    ['revoked', 'mikomo_4', ['Payroll desk']],
    ['revoke_requested', 'mikomo_4', ['Payroll desk']],
    ['accounts_read', 'mikomo_4', []],
    ['linked', 'mikomo_4', []],
  ])
  const found = (text: string, kinds: ActivityKind[] = []) =>
    listActivity(harness.deps.store, { words: [{ text, kinds }], limit: -1 }).map(({ kind }) => kind)
  expect(found('PAYROLL')).toHaveLength(3)
  expect(found('nobody', ['linked'])).toEqual(['linked'])
  const { text } = await saved('json', id)
  expect(JSON.parse(text)).toMatchObject([
    { login: 'mikomo_4', labels: null },
    {},
    {},
    {},
    { labels: 'Payroll desk' },
  ])
})
