import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { remove, requestRevoke, undoRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { viewConnection } from '../../electron/main/connections/model/view.ts'
import { endAllClients, endClient, endConsent } from '../../electron/main/scripts/end-clients.ts'
import { findConnection } from '../../electron/main/store/connections.ts'
import { listScriptClients } from '../../electron/main/store/script-clients.ts'
import { listScriptConsents } from '../../electron/main/store/script-consents.ts'
import { readPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { scriptLevels, type LocalMethod, type ScriptLevel } from '../../shared/local-protocol.ts'
import { eventually } from '../support/harness.ts'
import { linkAs, linkMikomo } from '../support/linked.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { callLocal, newKey, type As } from '../support/local-client.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const waits = { waitMs: 60_000 }

let app: LocalApp
let first: string
let second: string
let key: string
beforeEach(async () => {
  app = await openLocalApp()
  first = (await linkMikomo(app.harness, 'mikomo_7')).id
  second = (await linkMikomo(app.harness, 'mikomo_4')).id
  key = newKey()
})
afterEach(() => app.close())

/** A call of each level for one connection. */
const calls: Record<ScriptLevel, [LocalMethod, (id: string) => object]> = {
  list: ['connections.show', (id) => ({ connection: id })],
  data: ['accounts.read', (id) => ({ connections: [id] })],
  token: ['token.read', (id) => ({ connection: id })],
}

/** What a client gets without asking: `allowed`, or the code of the failure. */
async function tries(level: ScriptLevel, id: string, as: As = {}): Promise<string> {
  const [method, input] = calls[level]
  const { error, text } = await callLocal(app.where, method, input(id), { key, name: 'matrix', ...as })
  if (error === null && level === 'token') expect(text).toContain('accessToken')
  return error?.code ?? 'allowed'
}

async function allow(level: ScriptLevel, ids: string[], untilMs?: number): Promise<void> {
  app.allowAll()
  const input = { level, connections: ids, ...(untilMs === undefined ? {} : { untilMs }) }
  const { error } = await callLocal(app.where, 'consent.request', input, { key, name: 'matrix', ...waits })
  expect(error).toBeNull()
}

/** What happens between the consent and the use, and what the use then gets. */
const changes: [what: string, happen: () => Promise<void> | void, gets: string][] = [
  ['nothing', () => undefined, 'allowed'],
  ['its date has passed', () => app.harness.pass(91 * dayMs), 'consent_needed'],
  [
    'the connection was revoked',
    async () => {
      await requestRevoke(app.harness.deps, first)
      await eventually('it is revoked', () => viewConnection(app.harness.deps, first).status === 'revoked')
    },
    'consent_needed',
  ],
  [
    'the connection was revoked and linked again',
    async () => {
      await requestRevoke(app.harness.deps, first)
      await eventually('it is revoked', () => viewConnection(app.harness.deps, first).status === 'revoked')
      await relink('mikomo_7')
    },
    'consent_needed',
  ],
  ['the same login was linked again', () => relink('mikomo_7'), 'allowed'],
  [
    'the connection was removed',
    async () => {
      await remove(app.harness.deps, first)
      await eventually('it is gone', () => !findConnection(app.harness.deps.store, first))
    },
    'consent_needed',
  ],
  ['the user has ended that consent', () => endEach(), 'consent_needed'],
  ['the user has ended the client', () => endClient(app.harness.deps, clientId()), 'consent_refused'],
  ['the user has ended all clients', () => endAllClients(app.harness.deps), 'consent_refused'],
  [
    'the client has another key',
    () => {
      key = newKey()
    },
    'consent_needed',
  ],
  [
    'the app was started again',
    async () => {
      await app.listener.close()
      await app.harness.restart()
      await app.listen()
    },
    'allowed',
  ],
  ['scripts were switched off', () => switchOff(), 'scripts_off'],
]

async function relink(user: string): Promise<void> {
  const { institutionId } = viewConnection(app.harness.deps, first)
  const { progress } = await linkAs(app.harness, institutionId, { user }, first)
  expect(progress.step).toBe('done')
}
const clientId = (): string => listScriptClients(app.harness.deps.store)[0]?.id ?? ''
function endEach(): void {
  for (const { id } of listScriptConsents(app.harness.deps.store, clientId()))
    endConsent(app.harness.deps, id)
}
function switchOff(): void {
  const { store } = app.harness.deps
  writePreferences(store, { ...readPreferences(store), areScriptsOn: false })
}

describe.each(scriptLevels.map((level, rank) => [level, rank] as const))('a consent to %s', (given, rank) => {
  test.each(changes)('when %s', async (_what, happen, gets) => {
    await allow(given, [first])
    await happen()
    for (const [needed, level] of scriptLevels.entries()) {
      const expected = gets === 'allowed' && needed > rank ? 'consent_needed' : gets
      expect([level, await tries(level, first)]).toEqual([level, expected])
      const other = gets === 'allowed' ? 'consent_needed' : gets
      expect([level, await tries(level, second)]).toEqual([level, other])
    }
  })
})

test('while Revoke can be undone, names are all that a script gets', async () => {
  await allow('token', [first])
  Object.assign(app.harness.deps.settings, { undoMs: dayMs })
  await requestRevoke(app.harness.deps, first)
  expect(await tries('list', first)).toBe('allowed')
  expect(await tries('data', first)).toBe('not_active')
  expect(await tries('token', first)).toBe('not_active')
  await undoRevoke(app.harness.deps, first)
  expect(await tries('token', first)).toBe('allowed')
})
