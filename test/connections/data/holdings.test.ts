import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sumDecimals } from '../../../shared/decimal.ts'
import { readAccountNumbers } from '../../../electron/main/connections/data/account-numbers.ts'
import { listDocuments } from '../../../electron/main/connections/data/documents.ts'
import { readHoldings, readTaxLots } from '../../../electron/main/connections/data/holdings.ts'
import { readOwner } from '../../../electron/main/connections/data/owner.ts'
import { viewDetails } from '../../../electron/main/connections/model/view.ts'
import { toFailure } from '../../../electron/main/core/errors.ts'
import { saveDocument } from '../../../electron/main/export/document.ts'
import { exportHoldings } from '../../../electron/main/export/holdings.ts'
import { exportOwner } from '../../../electron/main/export/owner.ts'
import { exportTaxLots } from '../../../electron/main/export/tax-lots.ts'
import { listRegistrations, updateRegistration } from '../../../electron/main/store/registrations.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { answerDataWith } from '../../support/data-answers.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

/** An account of Mikomo's user with every product. */
async function linkedAccount(name: string, user = 'mikomo_7') {
  const { id, accounts } = await linkMikomo(harness, user)
  const account = accounts.find((one) => one.name === name)
  if (!account) throw new Error(`no account ${name}`)
  return { connectionId: id, accountKey: account.key }
}

test('Mikomo’s holdings have quantity, price and value, and their tax lots add up', async () => {
  const ofAccount = await linkedAccount('Brokerage')
  const list = await readHoldings(harness.deps, ofAccount)
  expect(list).toMatchObject({ unreadable: 0, isPartial: false })
  expect(list.holdings.map(({ symbol, units, currency }) => [symbol, units, currency])).toEqual([
    ['VTI', '412.5', 'USD'],
    ['BND', '640', 'USD'],
    ['VXUS', '510.25', 'USD'],
  ])
  // Prices change with the clock.
  for (const { units, unitPrice, marketValue } of list.holdings) {
    expect(marketValue?.amount).toMatch(/^\d+\.\d{2}$/)
    expect(Number(marketValue?.amount)).toBeCloseTo(Number(units) * Number(unitPrice?.amount), 1)
  }
  for (const { id, units, currency } of list.holdings) {
    const lots = await readTaxLots(harness.deps, { ...ofAccount, holdingId: id ?? '', currency })
    expect(lots.isPartial).toBe(false)
    expect(Number(sumDecimals(lots.taxLots.map((lot) => lot.units ?? '0')))).toBe(Number(units))
    expect(lots.taxLots[0]).toMatchObject({ acquiredDay: '2019-03-11', position: 'long', unreadable: [] })
  }
  const none = await readTaxLots(harness.deps, { ...ofAccount, holdingId: 'none', currency: null }).catch(
    toFailure,
  )
  expect(none).toMatchObject({ code: 'data_unavailable' })
})

test('the holdings are saved with an account on every row, and that is in the activity', async () => {
  const ofAccount = await linkedAccount('Brokerage')
  await exportHoldings(harness.deps, { ...ofAccount, format: 'csv' })
  const [{ name = '', text = '' } = {}] = harness.saved
  expect(name).toMatch(/^mikomo-mikomo-7-brokerage-8812-holdings-\d{4}-\d\d-\d\d\.csv$/)
  const [header = '', first = ''] = text.split('\r\n')
  const column = (label: string) => first.split(',')[header.replace('\uFEFF', '').split(',').indexOf(label)]
  expect(['account', 'symbol', 'units', 'market_value', 'currency', 'partial'].map(column)).toEqual([
    'Brokerage',
    'VTI',
    '412.5',
    expect.stringMatching(/^\d+\.\d{2}$/),
    'USD',
    'false',
  ])
  expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([
    { kind: 'holdings_exported', unreadable: 0, isPartial: false },
  ])
})

test('a file of holdings that are not all there says so in its name and rows', async () => {
  const ofAccount = await linkedAccount('Brokerage')
  const accountId = viewDetails(harness.deps, ofAccount.connectionId).accounts.find(
    ({ key }) => key === ofAccount.accountKey,
  )?.id
  const body = {
    accounts: [{ investmentAccount: { accountId, holdings: [null, { symbol: 'X', units: '?' }] } }],
  }
  const server = await answerDataWith(harness, { accounts: { body } })
  await exportHoldings(harness.deps, { ...ofAccount, format: 'json' })
  await server.close()
  expect(harness.saved[0]?.name).toContain('holdings')
  expect(harness.saved[0]?.name).toContain('partial')
  expect(JSON.parse(harness.saved[0]?.text ?? '')).toMatchObject([
    { symbol: 'X', units: null, unreadable_values: 'quantity', partial: true, unreadable: 2 },
  ])
})

test('the tax lots of every holding are saved, and add up to it', async () => {
  const ofAccount = await linkedAccount('Brokerage')
  const { holdings } = await readHoldings(harness.deps, ofAccount)
  await exportTaxLots(harness.deps, { ...ofAccount, format: 'json' })
  const [{ name = '', text = '[]' } = {}] = harness.saved
  expect(name).toMatch(/-tax-lots-\d{4}-\d\d-\d\d\.json$/)
  const rows = JSON.parse(text) as Record<string, string>[]
  for (const { symbol, units } of holdings) {
    const lots = rows.filter((row) => row['symbol'] === symbol).map((row) => row['units'] ?? '0')
    expect(Number(sumDecimals(lots))).toBe(Number(units))
  }
  expect(rows[0]).toMatchObject({
    account: 'Brokerage',
    symbol: 'VTI',
    acquired_date: '2019-03-11',
    position: 'long',
    currency: 'USD',
    partial: false,
  })
})

test('a file of tax lots says that it is short where a holding can’t be read', async () => {
  const ofAccount = await linkedAccount('Brokerage')
  const accountId = viewDetails(harness.deps, ofAccount.connectionId).accounts.find(
    ({ key }) => key === ofAccount.accountKey,
  )?.id
  const holding = { holdingId: 'h', symbol: 'X', units: '2', taxLots: [{ quantity: '2' }] }
  const body = { accounts: [{ investmentAccount: { accountId, holdings: [null, holding] } }] }
  const server = await answerDataWith(harness, { accounts: { body } })
  const saved = await exportTaxLots(harness.deps, { ...ofAccount, format: 'json' })
  await server.close()
  expect(saved.isPartial).toBe(true)
  expect(harness.saved[0]?.name).toContain('partial')
  expect(JSON.parse(harness.saved[0]?.text ?? '')).toMatchObject([{ symbol: 'X', partial: true }])
})

test('full account numbers are granted, and read only if the registration is set to', async () => {
  const ofAccount = await linkedAccount('Household', 'mikomo_10')
  const details = () => viewDetails(harness.deps, ofAccount.connectionId)
  expect(details().permissions).toContain('payments')
  expect(details().readable).not.toContain('payments')
  const refused = await readAccountNumbers(harness.deps, ofAccount).catch(toFailure)
  expect(refused).toMatchObject({ code: 'numbers_off' })

  const [row] = listRegistrations(harness.deps.store)
  if (!row) throw new Error('there is no registration')
  updateRegistration(harness.deps.store, { ...row, readsNumbers: true })
  expect(details().readable).toContain('payments')
  const { numbers } = await readAccountNumbers(harness.deps, ofAccount)
  expect(numbers).toEqual([
    { bank: '000000000', account: expect.stringMatching(/^900000\d{4}$/), isToken: false, network: 'US_ACH' },
  ])
  const stored = readdirSync(harness.folder)
    .filter((name) => name.startsWith('mooring.db'))
    .map((name) => readFileSync(join(harness.folder, name), 'latin1'))
  const written = JSON.stringify([stored, harness.log.lines, harness.events])
  expect(written).not.toContain(numbers[0]?.account)
})

test('name and contact are saved a row each, and that is in the activity', async () => {
  const { connectionId } = await linkedAccount('Brokerage')
  await exportOwner(harness.deps, { connectionId, format: 'json' })
  const [{ name = '', text = '[]' } = {}] = harness.saved
  expect(name).toMatch(/^mikomo-mikomo-7-contact-/)
  const rows = JSON.parse(text) as Record<string, string>[]
  expect(rows.map(({ kind, contact }) => [kind, contact])).toEqual([
    ['name', 'Joan Ortega'],
    ['address', '1 Harbor Street, Springfield, IL 62701'],
    ['email', 'joan@example.com'],
  ])
  expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([{ kind: 'owner_exported' }])
})

test('name and contact are read when asked for, and not stored', async () => {
  const { connectionId } = await linkedAccount('Brokerage')
  const { owner } = await readOwner(harness.deps, connectionId)
  expect(owner).toEqual({
    names: ['Joan Ortega'],
    addresses: ['1 Harbor Street, Springfield, IL 62701'],
    phones: [],
    emails: ['joan@example.com'],
    unreadable: [],
  })
})

test('a statement is saved under a name of institution, account and date, for the user alone', async () => {
  const ofAccount = await linkedAccount('Brokerage')
  const year = new Date().getUTCFullYear() - 1
  const { documents } = await listDocuments(harness.deps, { ...ofAccount, kind: 'statement', year })
  const december = documents[0]
  expect(documents.map((one) => one.year)).toEqual(documents.map(() => year))
  expect(december).toMatchObject({ day: `${year}-12-31`, description: `Statement of ${year}-12` })
  const saved = await saveDocument(harness.deps, {
    ...ofAccount,
    kind: 'statement',
    documentId: december?.id ?? '',
    date: december?.day ?? null,
  })
  expect(saved).toEqual({ saved: true })
  expect(harness.archives[0]?.name).toBe(`mikomo-mikomo-7-brokerage-8812-statement-${year}-12-31.pdf`)
  expect(Buffer.from(harness.archives[0]?.bytes ?? '').toString('latin1')).toMatch(/^%PDF-1\.4[^]*%%EOF\n$/)
  expect(statSync(join(harness.folder, harness.archives[0]?.name ?? '')).mode & 0o777).toBe(0o600)
  expect(listActivity(harness.deps.store, { limit: 1 })).toMatchObject([{ kind: 'document_saved' }])
})

test('tax forms of last year are saved, and there are none of this year yet', async () => {
  const ofAccount = await linkedAccount('Brokerage')
  const thisYear = new Date().getUTCFullYear()
  const ofKind = { ...ofAccount, kind: 'tax form' as const }
  const { documents } = await listDocuments(harness.deps, { ...ofKind, year: thisYear - 1 })
  expect(documents).toMatchObject([{ description: 'Tax1099Div', year: thisYear - 1 }])
  await saveDocument(harness.deps, {
    ...ofKind,
    documentId: documents[0]?.id ?? '',
    date: String(thisYear - 1),
  })
  expect(harness.archives[0]?.name).toBe(`mikomo-mikomo-7-brokerage-8812-tax-form-${thisYear - 1}.pdf`)
  const none = await listDocuments(harness.deps, { ...ofKind, year: thisYear }).catch(toFailure)
  expect(none).toMatchObject({ code: 'data_unavailable', detail: { status: 409 } })
})

test('a document that is no PDF file leaves no file', async () => {
  const ofAccount = await linkedAccount('Brokerage')
  const { fetch } = harness.deps.http
  harness.deps.http = {
    ...harness.deps.http,
    fetch: async (url, init) =>
      url.includes('/statements/')
        ? new Response('<html>', { headers: { 'content-type': 'application/pdf' } })
        : fetch(url, init),
  }
  const refused = await saveDocument(harness.deps, {
    ...ofAccount,
    kind: 'statement',
    documentId: '../../.bashrc',
    date: '2026-10-31',
  }).catch(toFailure)
  expect(refused).toMatchObject({ code: 'document_refused', detail: { cause: 'type' } })
  expect(harness.archives).toEqual([])
  expect(readdirSync(harness.folder).filter((name) => name.includes('.pdf'))).toEqual([])
})

test('a product that was not granted is not subscribed to', async () => {
  const ofAccount = await linkedAccount('Checking', 'mikomo_4')
  const ends = await Promise.all([
    readHoldings(harness.deps, ofAccount).catch(toFailure),
    readOwner(harness.deps, ofAccount.connectionId).catch(toFailure),
    listDocuments(harness.deps, { ...ofAccount, kind: 'statement', year: 2025 }).catch(toFailure),
  ])
  for (const end of ends) expect(end).toMatchObject({ code: 'not_subscribed' })
})
