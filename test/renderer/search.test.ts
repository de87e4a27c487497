import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { plainArrangement, type GroupKey } from '../../shared/list-arrangement.ts'
import { folded } from '../../shared/plain-text.ts'
import { filterConnections, linesOf, sortConnections } from '../../renderer/connections/list/arrange.ts'
import { parseQuery } from '../../renderer/connections/list/query.ts'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { dayMs, everyStatusScene, manyScene, mikomoConnection } from './support/scenes.ts'

const nowMs = Date.now()
const find = (search: string, connections = everyStatusScene().connections) =>
  filterConnections(connections, { query: parseQuery(search), filter: 'all' }, nowMs)
const namesOf = (search: string) => find(search).connections.map(({ institutionName }) => institutionName)

describe('the search finds', () => {
  test.each([
    ['a name', 'tidewater', ['Tidewater Bank']],
    ['words in any order', 'bank old', ['Tidewater Bank', 'Old Mill Bank']],
    ['a login', 'ORTEGA', ['Pinevale Trust']],
    ['an account’s mask', '2010', ['Crane Brokerage']],
    ['a status', 'revoked', ['Tidewater Bank']],
    ['how it ended', 'ended', ['Crane Brokerage']],
    ['an environment', 'production', ['Harbor Savings']],
    ['a status by name', 'status:expiring', ['Northbridge Bank']],
    ['a status of several words', 'status:"needs attention" crane', ['Crane Brokerage']],
    ['an institution by name', 'institution:harbor', ['Harbor Savings']],
    ['a login by name', 'login:payroll', ['Harbor Savings']],
    ['an account by name', 'account:"account 11"', ['Crane Brokerage']],
    ['an environment by name', 'environment:other', ['Company sign-in']],
    ['a field and a word', 'status:active harbor', ['Harbor Savings']],
    ['a field that is still being typed, with what is left', 'harbor status:', ['Harbor Savings']],
    ['nothing that is there', 'nowhere', []],
    ['nothing for a login in another field', 'login:harbor', []],
    ['a colon that is no field, as text', 'mooring:crane', []],
  ])('by %s [W-B6]', (_what, search, names) => {
    expect(namesOf(search)).toEqual(names)
  })

  test('without regard to case and accents, and any sign is only text [W-B6]', () => {
    const [one] = everyStatusScene().connections
    const accented = one ? [{ ...one, labels: ['Société (½)'] }] : []
    for (const search of ['societe', 'SOCIÉTÉ', 'label:soc', '(½)', '"société (½"']) {
      expect([search, find(search, accented).connections.length]).toEqual([search, 1])
    }
    expect(find('.*', accented).connections).toEqual([])
  })

  test('what is exactly so before what only resembles it [W-B6]', () => {
    const many = manyScene(2000).connections
    const { connections, exactCount } = find('desk 8', many)
    const exact = connections.slice(0, exactCount)
    expect(exact.length).toBe(many.filter(({ labels }) => labels.includes('Desk 8')).length)
    expect(exact.every(({ labels }) => labels.includes('Desk 8'))).toBe(true)
    expect(connections.length).toBeGreaterThan(exactCount)
    expect(find('label:"desk 8"', many).exactCount).toBe(exactCount)
    const headings = linesOf({ connections, exactCount }, 'none', nowMs).filter(
      ({ kind }) => kind === 'group',
    )
    expect(headings).toEqual([
      expect.objectContaining({ name: 'Exact matches', count: exactCount }),
      expect.objectContaining({ name: 'Other matches', count: connections.length - exactCount }),
    ])
  })

  test('a name and an account together, as two whole words [W-B6]', () => {
    const connections = [
      mikomoConnection({ id: 'c1', institutionName: 'Quayside Mutual' }),
      mikomoConnection({ id: 'c2', institutionName: 'Harbor Savings' }),
    ]
    expect(find('quayside savings', connections).connections.map(({ id }) => id)).toEqual(['c1'])
    expect(find('"quayside savings"', connections).connections).toEqual([])
  })
})

describe('groups', () => {
  const headingsOf = (group: GroupKey, connections = everyStatusScene().connections) => {
    const sorted = sortConnections(connections, plainArrangement, nowMs)
    return linesOf({ connections: sorted, exactCount: 0 }, group, nowMs).flatMap((line) =>
      line.kind === 'group' ? [[line.name, line.count]] : [],
    )
  }

  test('by label have a connection under each of its labels, and those without at the end [W-B7]', () => {
    const labelled = [['Fund II', 'Payroll'], ['fund ii'], [], ['Audit']].map((labels, index) =>
      mikomoConnection({ id: `c${index}`, labels }),
    )
    expect(headingsOf('label', labelled)).toEqual([
      ['Audit', 1],
      ['Fund II', 2],
      ['Payroll', 1],
      ['No label', 1],
    ])
  })

  test('by institution do not split by registration [W-B7]', () => {
    const same = ['r1', 'r2'].map((registrationId, index) =>
      mikomoConnection({
        id: `c${index}`,
        institutionId: `i${index}`,
        registrationId,
        institutionName: 'Pinevale Brokerage',
      }),
    )
    expect(headingsOf('institution', same)).toEqual([['Pinevale Brokerage', 2]])
  })

  test('by status and environment are in the order of their urgency [W-B7]', () => {
    expect(headingsOf('status')).toEqual([
      ['Needs attention', 4],
      ['Temporary problems', 3],
      ['Active', 6],
      ['Revoked', 1],
    ])
    expect(headingsOf('environment')).toEqual([
      ['Production', 1],
      ['Sandbox', 12],
      ['Other', 1],
    ])
    expect(headingsOf('registration')).toEqual([
      ['Company sign-in', 1],
      ['Mikomo sandbox', 1],
      ['Treasury desk', 12],
    ])
  })
})

test('rows are sorted by label, login and environment, those without a label last [W-B7]', () => {
  const connections = [
    mikomoConnection({ id: 'a', labels: [], signedInAs: 'login 10' }),
    mikomoConnection({ id: 'b', labels: ['Payroll'], signedInAs: 'login 9', stage: 'production' }),
    mikomoConnection({ id: 'c', labels: ['Audit'], signedInAs: 'Login 1' }),
  ]
  const orderBy = (sort: 'label' | 'login' | 'environment') =>
    sortConnections(connections, { sort, isDescending: false }, nowMs).map(({ id }) => id)
  expect(orderBy('label')).toEqual(['c', 'b', 'a'])
  expect(orderBy('login')).toEqual(['c', 'b', 'a'])
  expect(orderBy('environment')).toEqual(['b', 'a', 'c'])
})

test('a row that is being revoked stays where it is while Undo is there [W-A1]', () => {
  const connections = [
    mikomoConnection({ id: 'a', consentUntilMs: nowMs + 3 * dayMs }),
    mikomoConnection({ id: 'b' }),
    mikomoConnection({ id: 'c' }),
  ]
  const order = (all: typeof connections) => sortConnections(all, plainArrangement, nowMs).map(({ id }) => id)
  for (const id of ['a', 'b', 'c']) {
    const revoking = connections.map((one) => (one.id === id ? { ...one, status: 'revoking' as const } : one))
    expect(order(revoking)).toEqual(order(connections))
    const active = filterConnections(revoking, { query: null, filter: 'active' }, nowMs).connections
    expect(active.map((one) => one.id)).toEqual(['b', 'c'])
  }
})

describe('in the window', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterEach(() => stage.closeWindows())
  afterAll(() => stage.close())

  test('a row marks what was found, and names the account that it was found by [W-B6]', async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    await page.getByRole('searchbox').fill('"account 11"')
    const row = page.getByRole('row').filter({ hasText: 'Crane Brokerage' })
    await row.getByText('Account: Account 11 2010').waitFor()
    expect(await row.locator('mark').allInnerTexts()).toEqual(['Account 11'])
    await page.getByRole('searchbox').fill('crane')
    await row.getByText('11 accounts').waitFor()
    expect(await row.locator('mark').allInnerTexts()).toEqual(['Crane'])
    await page.getByRole('searchbox').fill('treasury')
    await row.getByText('Registration: Treasury desk').waitFor()
  })

  test('exact matches are above the others, each under a heading [W-B6]', async () => {
    const { page } = await stage.open({ scene: manyScene(300) })
    await untilRead(page)
    await page.getByRole('searchbox').fill('desk 8')
    await page.getByRole('rowheader', { name: /^Exact matches/ }).waitFor()
    const [heading, first] = await page.getByRole('rowheader').allInnerTexts()
    expect(heading).toMatch(/^Exact matches \d/)
    expect(first).toContain('Desk 8')
  })

  test('a group heading is painted across the table [W-B8]', async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    await page.getByLabel('Group by').selectOption('status')
    const heading = page.getByRole('rowheader', { name: /^Needs attention 4/ })
    await heading.waitFor()
    const width = (it: Element) => it.getBoundingClientRect().width
    const table = await page.getByRole('table').evaluate(width)
    expect(Math.round(await heading.evaluate(width))).toBe(Math.round(table))
  })
})

test('folding a text twice changes nothing, so that what is typed is found [W-B6]', () => {
  for (const text of ['Straße', 'İstanbul', 'Ångström', 'ﬁne', '𝒜𝓃𝓃𝒶', 'محمد']) {
    expect(folded(folded(text))).toBe(folded(text))
  }
})
