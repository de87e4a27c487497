import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RowParts } from '../../electron/main/local/answer.ts'
import type { Client } from '../../electron/main/scripts/consents.ts'
import { endClient, endConsent } from '../../electron/main/scripts/end-clients.ts'
import { accountsForScript } from '../../electron/main/scripts/methods/accounts.ts'
import { refreshForScript } from '../../electron/main/scripts/methods/refresh.ts'
import { tokenForScript } from '../../electron/main/scripts/methods/token.ts'
import type { ScriptDeps } from '../../electron/main/scripts/script-deps.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import { listScriptClients } from '../../electron/main/store/script-clients.ts'
import { listAllOpenScriptConsents } from '../../electron/main/store/script-consents.ts'
import { linkInBulk } from '../support/bulk-linked.ts'
import { linkMikomo } from '../support/linked.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'

// The user ends a script, or it goes away, while it uses several connections one after the other.

/** One more than are refreshed at once. */
const users = ['mikomo_7', 'mikomo_4', 'mikomo_1', 'mikomo_10', 'mikomo_15']

let app: LocalApp
let controller: AbortController
let client: Client
beforeEach(async () => {
  app = await openLocalApp()
  app.allowAll()
  controller = new AbortController()
  const { signal } = controller
  client = {
    keyHash: 'a'.repeat(64),
    name: 'nightly',
    folder: '/home/ana',
    waitMs: 60_000,
    signal,
    setAsking: () => undefined,
  }
})
afterEach(() => app.close())

const end = () => endClient(app.harness.deps, listScriptClients(app.harness.deps.store)[0]?.id ?? '')
const used = () => listActivity(app.harness.deps.store, { kinds: ['script_used'], limit: 100 })
const refreshed = () => listActivity(app.harness.deps.store, { kinds: ['refreshed'], limit: 100 })

/** Does something once, when the first connection was refreshed. */
function atFirstRefresh(work: () => void): ScriptDeps {
  const { deps } = app.harness
  let isDone = false
  return {
    ...deps,
    emit(name, payload) {
      deps.emit(name, payload)
      if (isDone || refreshed().length === 0) return
      isDone = true
      work()
    },
  }
}

test('accounts of a further connection are not given to a script that was ended while it read', async () => {
  // More than come together.
  const bank = { baseUrl: 'https://bulk.example', issue: (sub: string) => sub }
  const dueMs = () => app.harness.deps.now() + 60_000
  await linkInBulk(app.harness.deps, bank, { connections: 21, institutions: 1, dueMs })
  const answer = await accountsForScript(app.harness.deps, client, { connections: [] })
  const parts = Reflect.get(answer, 'parts') as RowParts
  expect((await parts.next()).done).toBe(false)
  end()
  await expect(parts.next()).rejects.toMatchObject({ code: 'consent_refused' })
})

test('a script that is ended refreshes no further connection', async () => {
  for (const user of users) await linkMikomo(app.harness, user)
  const { results } = await refreshForScript(atFirstRefresh(end), client, { connections: [] })
  expect(results).toHaveLength(users.length)
  expect(results.filter(({ error }) => error?.code === 'consent_refused')).toHaveLength(1)
  expect(used()).toHaveLength(users.length - 1)
})

test('what was refreshed for a script that went away is in the activity', async () => {
  for (const user of users) await linkMikomo(app.harness, user)
  const deps = atFirstRefresh(() => controller.abort(new Error('gone')))
  await expect(refreshForScript(deps, client, { connections: [] })).rejects.toThrow('gone')
  expect(used()).toHaveLength(users.length - 1)
})

test('a token whose consent is ended while it is renewed is not given, and no question is said to wait', async () => {
  const { id } = await linkMikomo(app.harness)
  const { deps } = app.harness
  await tokenForScript(deps, client, { connection: id })
  const { promise, reject } = Promise.withResolvers<never>()
  deps.scripts.tokenReads.set(id, promise)
  const token = tokenForScript(deps, client, { connection: id })
  await new Promise((resolve) => setImmediate(resolve))
  for (const consent of listAllOpenScriptConsents(deps.store)) endConsent(deps, consent.id)
  reject(new Error('a renewal before'))
  await expect(token).rejects.toMatchObject({ code: 'consent_refused' })
})
