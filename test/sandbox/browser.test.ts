import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startAnswers, type Answers } from '../support/answers.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { claimsOf, openRecipient, tokensOf, type Recipient } from './recipient.ts'

let browserUser: BrowserUser
let recipient: Recipient
let app: Answers

beforeAll(async () => {
  browserUser = await openBrowserUser()
})
afterAll(() => browserUser.close())

beforeEach(async () => {
  recipient = await openRecipient()
  const headers = { 'content-type': 'text/html' }
  app = await startAnswers({
    '/callback': { headers, body: '<p>You can close this tab</p>' },
    '/favicon.ico': { status: 204, body: '' },
  })
  recipient.mikomo.allowRedirectUri('recipient-1', `${app.baseUrl}/callback`)
})
afterEach(() => Promise.all([recipient.close(), app.close()]))

const url = () => recipient.authorizeUrl({ redirect_uri: `${app.baseUrl}/callback` })

test('a user signs in, shares two of five accounts, refreshes to new balances, and the app revokes it', async () => {
  const seen = await browserUser.approve(url(), {
    user: 'mikomo_7',
    accounts: ['Everyday checking', 'Platinum card'],
  })
  const { searchParams } = new URL(seen.url)
  expect([seen.text, searchParams.get('state'), [...searchParams.keys()]]).toEqual([
    'You can close this tab',
    'state-1234567890',
    ['code', 'state'],
  ])

  const first = tokensOf(
    await recipient.exchange(searchParams.get('code') ?? '', { redirect_uri: `${app.baseUrl}/callback` }),
  )
  expect(claimsOf(first.idToken)['accounts']).toEqual(['chk5d20f1c083', 'crd5d20f1c086'])
  const before = await recipient.read('/balances/v3/mikomo', first.idToken)

  const second = tokensOf(await recipient.refresh(first.refreshToken))
  const after = await recipient.read('/balances/v3/mikomo', second.idToken)
  expect([before, after].map(({ body }) => body)).toMatchObject([
    {
      accounts: [
        { depositAccount: { currentBalance: expect.any(Number) } },
        { locAccount: { currentBalance: expect.any(Number) } },
      ],
    },
    { accounts: [{ depositAccount: { currentBalance: expect.any(Number) } }, { locAccount: {} }] },
  ])
  expect(after.body).not.toEqual(before.body)

  expect((await recipient.revoke(second.refreshToken)).status).toBe(200)
  expect(await recipient.read('/balances/v3/mikomo', second.idToken)).toMatchObject({
    status: 401,
    body: { code: 602 },
  })
})

test('a user who cancels goes back to the app with access_denied', async () => {
  const refused = {
    error: 'access_denied',
    error_description: 'The user cancelled the consent flow.',
    state: 'state-1234567890',
  }
  const atAccounts = await browserUser.cancel(url(), { user: 'mikomo_4' })
  const atSignIn = await browserUser.cancelAtSignIn(url())
  expect([atAccounts, atSignIn].map((seen) => Object.fromEntries(new URL(seen.url).searchParams))).toEqual([
    refused,
    refused,
  ])
})

test('a wrong password is shown on the same page, and the right one then works', async () => {
  const seen = await browserUser.wrongPassword(url(), { user: 'mikomo_4' })
  expect(seen.title).toBe('Sign in to Mikomo · Mikomo')
  expect(seen.text).toContain('The username or password is wrong.')

  const page = await browserUser.open(url())
  await browserUser.signIn(page, 'mikomo_4', 'guess')
  expect(await page.getByLabel('Username').inputValue()).toBe('mikomo_4')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('password')
  await browserUser.signIn(page, 'mikomo_4')
  expect(await page.getByRole('heading').innerText()).toBe('Manage your data')
  await page.context().close()
})

test('sharing no account is not possible, and the page names the shared data first', async () => {
  const seen = await browserUser.approve(url(), { user: 'mikomo_7', accounts: [] })
  expect(seen.title).toBe('Manage your data · Mikomo')
  expect(seen.text).toContain('Select one or more accounts to continue.')
  expect(seen.text).toContain(
    'By continuing you are agreeing to share account, balance, transaction, investment, contact, statement and tax form information for the selected accounts above.',
  )
  expect(app.requests).toEqual([])
})

test('a user who signed in with the wrong login goes back and signs in again', async () => {
  const page = await browserUser.open(url())
  await browserUser.signIn(page, 'mikomo_1')
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(8)
  await page.getByRole('button', { name: 'Previous' }).click()
  await browserUser.signIn(page, 'mikomo_10')
  expect(await page.getByRole('checkbox').count()).toBe(1)
  expect(await page.getByRole('group', { name: 'Accounts of Priya Nair' }).isVisible()).toBe(true)
  await page.context().close()
})

test('a user who closes the tab leaves nothing behind', async () => {
  expect((await browserUser.closeAfterOpening(url())).text).toContain(
    'Ledger & Co would like to read your accounts.',
  )
  expect([app.requests, recipient.mikomo.consents()]).toEqual([[], []])
})

test('the pages load nothing, and break none of their own rules', async () => {
  const page = await browserUser.open('about:blank')
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('request', (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`))
  await page.goto(url())
  await browserUser.signIn(page, 'mikomo_7')
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByText('You can close this tab').waitFor()
  expect(complaints).toEqual([])
  expect(requests).toEqual(['GET /auth', 'POST /auth/sign-in', 'POST /auth/consent', 'GET /callback'])
  await page.context().close()
})
