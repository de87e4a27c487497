import { shownBalance } from '../../shared/balance.ts'
import type { Account } from '../../shared/models/account.ts'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  cancelLink,
  copyLink,
  reopenLink,
  startLink,
} from '../../electron/main/connections/link/link-sessions.ts'
import { prepareSandbox } from '../../electron/main/connections/link/prepare-sandbox.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { requestRevoke, retryRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import {
  viewConnection,
  viewConnections,
  viewDetails,
  viewPage,
} from '../../electron/main/connections/model/view.ts'
import { AppError } from '../../electron/main/core/errors.ts'
import { findConnection } from '../../electron/main/store/connections.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { linkAs, linkMikomo } from '../support/linked.ts'
import { trueBalance } from '../support/mikomo-ledger.ts'
import { accessTokenOf, kindsOf, secretOf, untilRevoked } from '../support/connection-state.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

test('linking Mikomo shows who signed in, what may be read, and every account with its balance', async () => {
  const institution = await prepareSandbox(harness.deps)
  const { progress, page } = await linkAs(harness, institution.id, { user: 'mikomo_7' })

  expect(progress).toMatchObject({ step: 'done', problem: null })
  expect(page).toMatchObject({ status: 200 })
  expect(harness.focused()).toBe(1)
  expect(page.text).toContain('You can close this tab')
  const [row] = viewConnections(harness.deps)
  const connection = viewDetails(harness.deps, row?.id ?? '')
  expect(connection).toMatchObject({
    institutionName: 'Mikomo',
    status: 'active',
    stage: 'sandbox',
    signedInAs: 'mikomo_7',
    permissions: ['accounts', 'balances', 'transactions', 'investments', 'customers', 'statements', 'taxes'],
    scopes: {
      asked: ['openid', 'profile', 'offline_access'],
      granted: ['openid', 'profile', 'offline_access'],
    },
    problem: null,
    receipt: null,
  })
  const trueOf = ({ id, asOfMs }: Account) => trueBalance(id, asOfMs ?? 0)
  const [checking, savings, brokerage, card, loan] = connection.accounts
  expect(
    connection.accounts.map((account) => [account.name, account.mask, shownBalance(account)?.money.amount]),
  ).toEqual([
    ['Everyday checking', '0071', checking && trueOf(checking)],
    ['High-yield savings', '3390', savings && trueOf(savings)],
    ['Brokerage', '8812', brokerage?.balances.value],
    ['Platinum card', '1104', card && trueOf(card)],
    ['Home loan', '7740', loan && trueOf(loan)],
  ])
  expect(brokerage?.balances.cash).toBe(brokerage && trueOf(brokerage))
  expect(connection.tokenGoodUntilMs).toBeGreaterThan(Date.now() + 600_000)
  expect(kindsOf(harness)).toEqual(['linked', 'accounts_read'])
})

test('only the accounts that the user chose are shown', async () => {
  const institution = await prepareSandbox(harness.deps)
  await linkAs(harness, institution.id, {
    user: 'mikomo_7',
    without: ['Brokerage', 'Home loan', 'Platinum card'],
  })
  const [row] = viewConnections(harness.deps)
  expect(row?.accountSearchText).toBe('Everyday checking 0071\nHigh-yield savings 3390')
})

test('refreshing gets new tokens and new balances, and the new token is in the place of the spent one', async () => {
  const linked = await linkMikomo(harness)
  const before = await secretOf(harness, linked.id)
  // Prices of the sandbox change about eight times a second.
  await wait(500)
  const after = await refresh(harness.deps, linked.id)

  expect(after.status).toBe('active')
  expect(after.refreshedAtMs).not.toBeNull()
  expect(viewDetails(harness.deps, linked.id).accounts[2]?.balances).not.toEqual(linked.accounts[2]?.balances)
  const secret = await secretOf(harness, linked.id)
  expect(secret).not.toBe(before)
  expect(secret).not.toBeNull()
  const grantId = findConnection(harness.deps.store, linked.id)?.grantId
  expect(await harness.deps.keychain.get(`grant/${grantId}`)).toEqual({ state: 'ok', value: `2:${secret}` })
  expect(kindsOf(harness)).toEqual(['linked', 'accounts_read', 'refreshed', 'accounts_read'])
})

test('pressing Refresh twice sends one refresh', async () => {
  const linked = await linkMikomo(harness)
  await Promise.all([refresh(harness.deps, linked.id), refresh(harness.deps, linked.id)])
  expect((await harness.deps.sandbox.open()).consents()[0]?.generation).toBe(2)
})

test('everything is still there after quitting and starting again, and refreshing goes on', async () => {
  const linked = await linkMikomo(harness)
  await harness.restart()
  expect(viewDetails(harness.deps, linked.id)).toMatchObject({
    status: 'active',
    accounts: linked.accounts,
  })
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
})

test('while the institution is down the row says pending, keeps the token, and retrying ends it', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ down: ['revoke'] })
  requestRevoke(harness.deps, linked.id)

  const pending = await eventually('it is pending', () => {
    const connection = viewConnection(harness.deps, linked.id)
    return connection.problem && connection
  })
  expect(pending).toMatchObject({
    status: 'revocation-pending',
    receipt: null,
    problem: { code: 'server_unavailable' },
  })
  expect(pending.nextTryAtMs).toBeGreaterThan(Date.now())
  expect(await secretOf(harness, linked.id)).not.toBeNull()

  mikomo.misbehave({ down: [] })
  expect(await retryRevoke(harness.deps, linked.id)).toMatchObject({
    status: 'revoked',
    receipt: { attempts: 2 },
  })
  expect(kindsOf(harness)).toEqual([
    'linked',
    'accounts_read',
    'revoke_requested',
    'revoke_failed',
    'revoked',
  ])
})

test('linking the same login again is the same connection with a new grant, and the old grant is ended', async () => {
  const linked = await linkMikomo(harness)
  const { progress } = await linkAs(harness, linked.institutionId, { user: 'mikomo_7' }, linked.id)
  expect(progress).toMatchObject({ step: 'done', linkedConnectionId: linked.id })
  expect(viewConnections(harness.deps)).toHaveLength(1)

  const mikomo = await harness.deps.sandbox.open()
  await eventually('the old grant is ended', () => mikomo.consents()[0]?.state === 'revoked')
  expect(mikomo.consents()[1]?.state).toBe('active')
  expect(viewDetails(harness.deps, linked.id)).toMatchObject({
    status: 'active',
    consentId: mikomo.consents()[1]?.grantId,
  })
  expect(kindsOf(harness)).toContain('relinked')
})

test('another login at the same institution is a connection of its own', async () => {
  const linked = await linkMikomo(harness)
  await linkAs(harness, linked.institutionId, { user: 'mikomo_4' })
  const both = viewConnections(harness.deps)
  expect(both.map(({ signedInAs }) => signedInAs)).toEqual(['mikomo_7', 'mikomo_4'])

  const first = viewPage(harness.deps, { after: null, limit: 1 })
  expect(first.connections).toEqual(both.slice(0, 1))
  expect(viewPage(harness.deps, { after: first.next, limit: 2 })).toEqual({
    connections: both.slice(1),
    next: null,
  })
})

test('relinking as somebody else changes nothing, and the new grant is revoked', async () => {
  const linked = await linkMikomo(harness)
  const { progress, page } = await linkAs(harness, linked.institutionId, { user: 'mikomo_4' }, linked.id)
  expect(progress).toMatchObject({
    step: 'failed',
    problem: { code: 'other_sign_in', detail: { login: 'mikomo_4', expectedLogin: 'mikomo_7' } },
  })
  expect(page.text).toContain('Not linked')
  const mikomo = await harness.deps.sandbox.open()
  expect(mikomo.consents().map(({ state }) => state)).toEqual(['active', 'revoked'])
  expect(viewConnections(harness.deps)).toHaveLength(1)
})

test('cancelling on the consent page is shown as that, and nothing is stored', async () => {
  const institution = await prepareSandbox(harness.deps)
  const { progress, page } = await linkAs(harness, institution.id, { user: 'mikomo_7', cancel: true })
  expect(progress).toMatchObject({ step: 'failed', problem: { code: 'consent_denied' } })
  expect(page.text).toContain('You can close this tab')
  expect(viewConnections(harness.deps)).toEqual([])
})

test('a browser that is closed leaves the link waiting until its time is over', async () => {
  await harness.close()
  harness = openHarness({ linkLimitMs: 200 })
  const institution = await prepareSandbox(harness.deps)
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  expect(await harness.ended(id)).toMatchObject({ step: 'failed', problem: { code: 'link_timed_out' } })
})

test('Cancel in the window closes the port at once, and a late answer finds nobody', async () => {
  const institution = await prepareSandbox(harness.deps)
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  const url = await eventually('the browser is opened', () => harness.opened[0])
  await cancelLink(harness.deps, id)
  expect(await harness.ended(id)).toMatchObject({ step: 'failed', problem: { code: 'link_cancelled' } })
  const redirectUri = new URL(url).searchParams.get('redirect_uri') ?? ''
  await expect(fetch(redirectUri)).rejects.toThrow('fetch failed')
})

test('when no browser opens the link waits on, and can be copied or opened again', async () => {
  const institution = await prepareSandbox(harness.deps)
  const { browser } = harness.deps
  harness.deps.browser = { ...browser, open: () => Promise.reject(new AppError('browser_unavailable')) }
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  await eventually('the window shows the problem', () => harness.deps.linker.find(id)?.progress.problem)
  expect(harness.deps.linker.find(id)?.progress).toMatchObject({
    step: 'waiting',
    problem: { code: 'browser_unavailable' },
  })

  harness.deps.browser = browser
  await reopenLink(harness.deps, id)
  expect(harness.deps.linker.find(id)?.progress.problem).toBeNull()
  expect(harness.opened).toHaveLength(1)
})

test('a link that was copied is on the clipboard for a minute, unless something else was copied since', async () => {
  const institution = await prepareSandbox(harness.deps)
  const { id } = await startLink(harness.deps, { institutionId: institution.id })
  await eventually('the browser is opened', () => harness.opened[0])
  const later: [ms: number, work: () => void][] = []
  harness.deps.setTimer = (ms, work) => {
    later.push([ms, work])
    return () => {}
  }
  await copyLink(harness.deps, id)
  expect(harness.clipboard).toHaveLength(1)
  harness.deps.clipboard.write('something else')
  for (const [ms, work] of later.splice(0)) {
    expect(ms).toBe(60_000)
    work()
  }
  expect(harness.clipboard.at(-1)).toBe('something else')
  await copyLink(harness.deps, id)
  for (const [, work] of later) work()
  expect(harness.clipboard.at(-1)).toBe('something else')
})

test('access that was ended at the bank is shown as ended there, and Relink is offered', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.revokeAtBank(mikomo.consents()[0]?.grantId ?? '')
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'grant_ended' })
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'grant_ended' },
  })
  expect(kindsOf(harness)).toContain('ended')
})

test('an outage changes nothing but what the row says, and the next refresh clears it', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ down: ['token'] })
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'server_unavailable' })
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'active',
    problem: { code: 'server_unavailable' },
  })
  mikomo.misbehave({ down: [] })
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
})

test('the refresh after a lost answer says that the answer was lost, where the server takes a token once', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ loseNextTokenAnswer: true })
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'offline' })
  expect(viewConnection(harness.deps, linked.id).status).toBe('active')
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'answer_lost' })
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'needs-consent',
    problem: { code: 'answer_lost', detail: { host: new URL(mikomo.baseUrl).host } },
  })
})

test('a refresh whose answer was lost works again with the old token, where the server has a grace period', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  mikomo.misbehave({ graceMs: 60_000, loseNextTokenAnswer: true })
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'offline' })
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ status: 'active', problem: null })
  mikomo.revokeAtBank(mikomo.consents()[0]?.grantId ?? '')
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'grant_ended' })
})

test('a wrong client secret is named, ends nothing, and a right one makes it work again', async () => {
  const linked = await linkMikomo(harness)
  const mikomo = await harness.deps.sandbox.open()
  const { clientId } = mikomo.consents()[0] ?? { clientId: '' }
  const right = await harness.deps.keychain.get(`registration/${linked.registrationId}`)
  mikomo.registerClient({ clientId, clientSecret: 'another', name: 'Mooring', redirectUris: [] })
  await expect(refresh(harness.deps, linked.id)).rejects.toMatchObject({ code: 'client_rejected' })
  expect(viewConnection(harness.deps, linked.id)).toMatchObject({
    status: 'active',
    problem: { code: 'client_rejected' },
  })

  mikomo.registerClient({
    clientId,
    clientSecret: right.state === 'ok' ? right.value : '',
    name: 'Mooring',
    redirectUris: [],
  })
  expect(await refresh(harness.deps, linked.id)).toMatchObject({ problem: null })
})

test('no token and no secret is in an event, a log line or any file of the data folder', async () => {
  const linked = await linkMikomo(harness)
  const first = await secretOf(harness, linked.id)
  await refresh(harness.deps, linked.id)
  const second = await secretOf(harness, linked.id)
  const registration = await harness.deps.keychain.get(`registration/${linked.registrationId}`)
  const accessToken = accessTokenOf(harness, linked.id)
  const secrets = [first, second, registration.state === 'ok' ? registration.value : null, accessToken]
  expect(secrets.every((secret) => typeof secret === 'string' && secret.length > 20)).toBe(true)
  requestRevoke(harness.deps, linked.id)
  await untilRevoked(harness, linked.id)

  const files = readdirSync(harness.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  expect(files.length).toBeGreaterThan(1)
  const told = JSON.stringify([harness.events, harness.log.lines, viewConnections(harness.deps)])
  for (const text of [...files, told]) {
    expect(secrets.filter((secret) => text.includes(String(secret)))).toEqual([])
  }
})
