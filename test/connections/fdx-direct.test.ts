import { afterEach, beforeEach, expect, test } from 'vitest'
import { listDocuments } from '../../electron/main/connections/data/documents.ts'
import { readHoldings } from '../../electron/main/connections/data/holdings.ts'
import { readOwner } from '../../electron/main/connections/data/owner.ts'
import { readTransactions } from '../../electron/main/connections/data/transactions.ts'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { viewDetails } from '../../electron/main/connections/model/view.ts'
import { saveDocument } from '../../electron/main/export/document.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import { shownBalance } from '../../shared/balance.ts'
import { startAnswers, type Answers } from '../support/answers.ts'
import { startCertifiedIssuer, type CertifiedIssuer } from '../support/certified-issuer.ts'
import { accessTokenOf } from '../support/connection-state.ts'
import { consentAtCertified } from '../support/consent-at-certified.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'

const year = new Date().getUTCFullYear() - 1
const brokerage = {
  accountCategory: 'INVESTMENT_ACCOUNT',
  accountId: 'b 1',
  nickname: 'Brokerage',
  currency: { currencyCode: 'USD' },
}

/** A bank's data, as FDX 6 has it, below a path of its own. */
const bank = {
  '/fdx/v6/accounts': { body: { accounts: [brokerage], page: { nextOffset: '1' } } },
  '/fdx/v6/accounts?offset=1': { body: { accounts: [{ accountCategory: 'LOC_ACCOUNT', accountId: 'c1' }] } },
  '/fdx/v6/accounts?resultType=details': {
    body: {
      accounts: [
        { ...brokerage, currentValue: 1200.5 },
        { accountCategory: 'LOC_ACCOUNT', accountId: 'c1', currentBalance: 20 },
      ],
    },
  },
  '/fdx/v6/accounts/b%201': {
    body: { ...brokerage, holdings: [{ symbol: 'IDX', units: 3, marketValue: 1200.5 }] },
  },
  '/fdx/v6/accounts/b%201/transactions': {
    headers: { 'x-fapi-interaction-id': 'i-1' },
    body: { transactions: [{ transactionId: 't1', amount: 5, debitCreditMemo: 'DEBIT' }] },
  },
  '/fdx/v6/accounts/b%201/statements': {
    body: { statements: [{ statementId: 's1', statementDate: `${year}-10-31` }] },
  },
  '/fdx/v6/accounts/b%201/statements/s1': {
    headers: { 'content-type': 'application/pdf' },
    body: '%PDF-1.7\n%%EOF\n',
  },
  '/fdx/v6/customers/current': { body: { customerId: 'u1', name: { first: 'Kay', last: 'Ito' } } },
  '/fdx/v6/tax-forms': { status: 409, body: { code: '705', message: 'Not available' } },
}

let harness: Harness
let issuer: CertifiedIssuer
let data: Answers
beforeEach(async () => {
  harness = openHarness()
  issuer = await startCertifiedIssuer({ kind: 'fdx', id: 'desk', scopes })
  data = await startAnswers(bank)
})
afterEach(async () => {
  await harness.close()
  await Promise.all([issuer.close(), data.close()])
})

const { defaults, permissions } = institutionKinds.fdx
const scopes = defaults.scopes.split(' ')

async function link(): Promise<string> {
  const registration = await addRegistration(harness.deps, {
    name: 'Harbor',
    environment: { kind: 'fdx', issuer: issuer.issuer, dataBase: `${data.baseUrl}/fdx/v6` },
    clientId: 'desk',
    scopes,
    redirect: { mode: 'loopback' },
  })
  const institution = addInstitution(harness.deps, {
    registrationId: registration.id,
    connector: null,
    name: 'Harbor',
  })
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  const url = await eventually('the browser is opened', () => harness.opened[0])
  await consentAtCertified(url, 'analyst')
  const { linkedConnectionId, problem } = await harness.ended(id)
  if (linkedConnectionId === null) throw new Error(`not linked: ${JSON.stringify(problem)}`)
  return linkedConnectionId
}

test('an institution’s own FDX server is linked, and all that was granted is read', async () => {
  const connectionId = await link()
  const connection = viewDetails(harness.deps, connectionId)
  expect(connection).toMatchObject({ status: 'active', signedInAs: 'analyst', isPartial: false })
  expect(connection.permissions).toEqual(permissions.filter((one) => one !== 'payments'))
  expect(connection.accounts.map((one) => [one.id, one.category, shownBalance(one)?.money.amount])).toEqual([
    ['b 1', 'investment', '1200.50'],
    // No currency is named.
    ['c1', 'line-of-credit', '-20'],
  ])

  const { deps } = harness
  const ofAccount = { connectionId, accountKey: connection.accounts[0]?.key ?? '' }
  expect(await readHoldings(deps, ofAccount)).toMatchObject({
    holdings: [{ symbol: 'IDX' }],
    isPartial: false,
  })
  const transactions = await readTransactions(deps, { ...ofAccount, days: 30 })
  expect(transactions).toMatchObject({ transactions: [{ id: 't1' }], interactionId: 'i-1' })
  expect(await readOwner(deps, connectionId)).toMatchObject({ owner: { names: ['Kay Ito'] } })
  const { documents } = await listDocuments(deps, { ...ofAccount, kind: 'statement', year })
  expect(documents).toMatchObject([{ id: 's1', day: `${year}-10-31` }])
  await saveDocument(deps, { ...ofAccount, kind: 'statement', documentId: 's1', date: `${year}-10-31` })
  expect(harness.archives[0]?.name).toBe(`harbor-analyst-brokerage-statement-${year}-10-31.pdf`)
  const taxForms = listDocuments(deps, { ...ofAccount, kind: 'tax form', year })
  await expect(taxForms).rejects.toMatchObject({ code: 'data_unavailable', detail: { error: '705' } })
})

test('every call carries the access token, who waits for it, and an id', async () => {
  const connectionId = await link()
  const token = accessTokenOf(harness, connectionId)
  expect(data.requests.map(({ path, query }) => `${path}?${query}`)).toEqual([
    '/fdx/v6/accounts?',
    '/fdx/v6/accounts?offset=1',
    '/fdx/v6/accounts?resultType=details',
  ])
  for (const { headers } of data.requests) {
    expect(headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'fdx-api-actor-type': 'USER',
      'x-fapi-interaction-id': expect.stringMatching(/^[\da-f-]{36}$/),
    })
  }
})
