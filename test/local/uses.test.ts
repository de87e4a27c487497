import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { remove } from '../../electron/main/connections/revoke/revoke.ts'
import { viewConnection } from '../../electron/main/connections/model/view.ts'
import { endClient, endConsent, endWhatIsOver } from '../../electron/main/scripts/end-clients.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import { findConnection } from '../../electron/main/store/connections.ts'
import { write } from '../../electron/main/store/database.ts'
import { listScriptClients } from '../../electron/main/store/script-clients.ts'
import { listScriptConsents } from '../../electron/main/store/script-consents.ts'
import type { Connection } from '../../shared/models/connection.ts'
import { eventually } from '../support/harness.ts'
import { linkAs, linkMikomo } from '../support/linked.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { callLocal, linesOf, newKey, type Answered, type As } from '../support/local-client.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

let app: LocalApp
let linked: Connection
let as: As
beforeEach(async () => {
  app = await openLocalApp()
  linked = await linkMikomo(app.harness)
  app.allowAll()
  as = { key: newKey(), name: 'nightly', folder: '/home/ana', waitMs: 60_000 }
})
afterEach(() => app.close())

const call = (method: string, input: object = {}, other: As = {}): Promise<Answered> =>
  callLocal(app.where, method, input, { ...as, ...other })
const grantId = () => findConnection(app.harness.deps.store, linked.id)?.grantId ?? ''
const refreshes = () => listActivity(app.harness.deps.store, { kinds: ['refreshed'], limit: 100 }).length

test('a token comes with its expiry, and 32 scripts at once cause one refresh', async () => {
  const first = await call('token.read', { connection: linked.id })
  expect(first.body).toEqual({
    schema: 'mooring.token/1',
    connectionId: linked.id,
    accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    expiresOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    tokenType: 'Bearer',
  })
  expect(refreshes()).toBe(0)
  app.harness.deps.tokens.deleteAccessToken(grantId())
  const all = await Promise.all(
    Array.from({ length: 32 }, () => call('token.read', { connection: linked.id })),
  )
  expect(new Set(all.map(({ body }) => body.accessToken)).size).toBe(1)
  expect(all[0]?.body.accessToken).not.toBe(first.body.accessToken)
  expect(refreshes()).toBe(1)
})

test('a token that is valid for less than was asked for is renewed, once', async () => {
  const before = await call('token.read', { connection: linked.id })
  const held = app.harness.deps.tokens.accessToken(grantId())
  if (!held) throw new Error('no token is held')
  const lifeMs = Math.round(held.expiresAtMs - held.obtainedAtMs)
  // Half of its time is over.
  const half = {
    ...held,
    obtainedAtMs: held.obtainedAtMs - lifeMs / 2,
    expiresAtMs: held.expiresAtMs - lifeMs / 2,
  }
  app.harness.deps.tokens.holdAccessToken(grantId(), half)
  const same = await call('token.read', { connection: linked.id, minTtlMs: Math.round(lifeMs / 4) })
  expect(same.body.accessToken).toBe(before.body.accessToken)
  // More than any token is valid for: a new one is as good as it gets.
  const longer = { connection: linked.id, minTtlMs: 10 * lifeMs }
  const renewed = await call('token.read', longer)
  expect(renewed.body.accessToken).not.toBe(before.body.accessToken)
  expect((await call('token.read', longer)).body.accessToken).toBe(renewed.body.accessToken)
  expect(refreshes()).toBe(1)
})

test('a bound token stays in the app', async () => {
  const held = app.harness.deps.tokens.accessToken(grantId())
  if (!held) throw new Error('no token is held')
  app.harness.deps.tokens.holdAccessToken(grantId(), { ...held, isBound: true })
  const { error, text } = await call('token.read', { connection: linked.id })
  expect(error?.code).toBe('token_bound')
  expect(text).not.toContain(held.accessToken)
  // What would refuse the token too is not advised.
  const fetched = await call('token.fetch', { connection: linked.id, path: '/accounts', headers: {} })
  expect(fetched.error?.code).toBe('token_bound')
  expect(text).not.toContain('fetch')
})

test('every use is in the activity, with client, level and rows, and no secret is anywhere but in the answer', async () => {
  const token = (await call('token.read', { connection: linked.id })).body.accessToken as string
  const rows = linesOf(await call('transactions.read')).length - 2
  await call('connections.list')
  await call('connections.list')
  const lines = listActivity(app.harness.deps.store, {
    kinds: ['script_used', 'script_allowed'],
    limit: 100,
  })
  expect(lines.map(({ kind, script }) => [kind, script]).toReversed()).toEqual([
    ['script_allowed', { name: 'nightly', level: 'token', rows: null }],
    ['script_used', { name: 'nightly', level: 'token', rows: null }],
    ['script_used', { name: 'nightly', level: 'data', rows }],
    ['script_used', { name: 'nightly', level: 'list', rows: null }],
  ])
  const secrets = [token, as.key ?? '', app.where.key]
  const written = [...app.harness.log.lines, JSON.stringify(app.harness.events), ...files()].join('\n')
  expect(secrets.filter((secret) => written.includes(secret))).toEqual([])
  expect(listScriptConsents(app.harness.deps.store, clientId())[0]?.tokenUntilMs).toBeGreaterThan(Date.now())
})

/** Every database with its log, as text. */
function files(): string[] {
  const { folder } = app.harness
  return readdirSync(folder)
    .filter((name) => name.includes('.db'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
}
const clientId = (): string => listScriptClients(app.harness.deps.store)[0]?.id ?? ''

test('a token is allowed for an hour unless the user chooses, and for a day at most', async () => {
  await call('token.read', { connection: linked.id })
  const { untilMs = 0, latestMs = 0 } = app.questions[0] ?? {}
  expect(Math.round((untilMs - Date.now()) / hourMs)).toBe(1)
  expect(Math.round((latestMs - Date.now()) / hourMs)).toBe(24)
  app.harness.pass(2 * hourMs)
  app.harness.askConsent = async ({ connections }) => ({
    isAllowed: true,
    connectionIds: [connections[0]?.id ?? '', 'another'],
    untilMs: Date.now() + 900 * dayMs,
  })
  await call('token.read', { connection: linked.id })
  const [consent] = listScriptConsents(app.harness.deps.store, clientId())
  expect(Math.round(((consent?.untilMs ?? 0) - (consent?.givenAtMs ?? 0)) / hourMs)).toBe(24)
})

test('a clock that is set back does not prolong the use of a token', async () => {
  await call('token.read', { connection: linked.id })
  app.harness.pass(-hourMs / 2)
  await call('token.read', { connection: linked.id })
  expect(app.questions).toHaveLength(1)
  app.harness.pass(-2 * dayMs)
  await call('token.read', { connection: linked.id })
  expect(app.questions).toHaveLength(2)
})

test('no consent outlasts that of the connection', async () => {
  app.harness.pass(360 * dayMs)
  await call('connections.list')
  expect(app.questions[0]).toMatchObject({ untilMs: linked.consentUntilMs, latestMs: linked.consentUntilMs })
})

test('a client that was ended stays ended when a backup from before is restored', async () => {
  await call('connections.list')
  const { store } = app.harness.deps
  endClient(app.harness.deps, clientId())
  // As the backup has it.
  write(store, () => {
    store.exec(
      'UPDATE script_clients SET ended_at = NULL; UPDATE script_consents SET ended_at = NULL, ended_by = NULL',
    )
  })
  expect((await call('connections.list')).error?.code).toBe('consent_refused')
  endWhatIsOver(app.harness.deps)
  expect(listScriptClients(store)[0]?.endedAtMs).not.toBeNull()
  expect((await call('connections.list', {}, { key: newKey() })).error).toBeNull()
})

test('a consent that was ended stays ended when a backup from before is restored', async () => {
  const { deps } = app.harness
  const restore = () =>
    write(deps.store, () =>
      deps.store.exec(
        'UPDATE script_consents SET ended_at = NULL, ended_by = NULL WHERE id = (SELECT max(id) FROM script_consents)',
      ),
    )
  const ends = () => listScriptConsents(deps.store, clientId()).map(({ endedBy }) => endedBy)
  await call('connections.list')
  endConsent(deps, listScriptConsents(deps.store, clientId())[0]?.id ?? 0)
  restore()
  expect((await call('connections.list', {}, { waitMs: 0 })).error?.code).toBe('consent_needed')
  restore()
  endWhatIsOver(deps)
  expect(ends()).toEqual(['user'])
  // What was allowed since is another consent.
  expect((await call('connections.list')).error).toBeNull()
  endWhatIsOver(deps)
  expect(ends()).toEqual([null, 'user'])
  await remove(deps, linked.id)
  await eventually('it is removed', () => !findConnection(deps.store, linked.id))
  restore()
  endWhatIsOver(deps)
  expect(ends()).toEqual(['revoke', 'user'])
})

test('a relink that the institution lets last for a shorter time shortens what scripts were allowed', async () => {
  const { deps } = app.harness
  await call('connections.list')
  const until = () => listScriptConsents(deps.store, clientId())[0]?.untilMs ?? 0
  expect(until()).toBeGreaterThan(deps.now() + 89 * dayMs)
  write(deps.store, () => deps.store.exec('UPDATE institutions SET consent_days = 30'))
  app.harness.events.length = 0
  const { progress } = await linkAs(app.harness, linked.institutionId, { user: 'mikomo_7' }, linked.id)
  expect(progress.step).toBe('done')
  const { consentUntilMs } = viewConnection(deps, linked.id)
  expect(consentUntilMs).toBeLessThan(deps.now() + 31 * dayMs)
  expect(until()).toBe(consentUntilMs)
  expect(app.harness.events.some(({ name }) => name === 'scripts.changed')).toBe(true)
  app.harness.pass(31 * dayMs)
  expect((await call('connections.list')).body.connections).toEqual([])
  expect(listScriptConsents(deps.store, clientId())[0]?.endedBy).toBe('date')
})

test('a client sees and removes itself alone', async () => {
  await call('connections.list')
  const other = { key: newKey(), name: 'nightly' }
  expect((await call('clients.list', {}, other)).body.clients).toEqual([])
  await call('connections.list', {}, other)
  expect(app.questions[1]).toMatchObject({ clientName: 'nightly', isNameTaken: true })
  expect((await call('clients.list')).body.clients).toMatchObject([
    { name: 'nightly', uses: 1, consents: [{ connectionId: linked.id, level: 'list' }] },
  ])
  await call('clients.remove')
  expect((await call('connections.list')).error?.code).toBe('consent_refused')
  expect((await call('connections.list', {}, other)).error).toBeNull()
})

test('a name that nobody has and one that the client may not see are answered alike', async () => {
  const answers = []
  for (const connection of [linked.id, 'nobody', 'Mikomo']) {
    answers.push(await call('accounts.read', { connections: [connection] }, { key: newKey(), waitMs: 0 }))
  }
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  await call('connections.list')
  expect((await call('accounts.read', { connections: ['nobody'] })).error).toMatchObject({
    code: 'not_found',
    kind: 'use',
    message: 'No connection has that name: “mooring list” names them.',
  })
  const [account, dataset] = [
    await call('transactions.read', { connections: ['mikomo'], account: '9999' }),
    await call('datasets.run', { dataset: 'nothing' }),
  ]
  expect(account.error?.message).toBe('No account has that name: “mooring accounts” names them.')
  expect(dataset.error?.message).toBe('No dataset has that name: Data in Mooring’s window names them.')
})

test('what needs no consent says nothing of any connection', async () => {
  expect((await call('window.open', { connection: 'nobody' })).body).toEqual({ schema: 'mooring.window/1' })
  expect((await call('window.open', { connection: 'mikomo' })).body).toEqual({ schema: 'mooring.window/1' })
  expect((await call('window.revoke', { connections: [linked.id] })).body).toEqual({
    schema: 'mooring.window/1',
  })
  expect(app.harness.openedInFront).toEqual([
    { kind: 'view', view: 'connections' },
    { kind: 'connection', id: linked.id },
    { kind: 'connection', id: linked.id },
  ])
  // A fourth time in a row is too often for whoever works at this screen.
  expect((await call('window.open')).error).toMatchObject({ code: 'too_many_requests', kind: 'later' })
  expect((await call('connections.read')).error?.code).toBe('invalid_input')
  expect((await callLocal(app.where, 'connections.list')).error?.code).toBe('invalid_input')
})

test('a refresh of a script is the app’s own', async () => {
  expect((await call('connections.refresh', { connections: ['mikomo'] })).body.results).toEqual([
    { connectionId: linked.id },
  ])
  expect(refreshes()).toBe(1)
})

test('a client that calls too often is told when to try again', async () => {
  for (let number = 0; number < 300; number += 1) app.harness.deps.scripts.callLimit.count('x')
  expect(() => app.harness.deps.scripts.callLimit.count('x')).toThrow('too_many_requests')
  app.harness.deps.scripts.callLimit.count('y')
})
