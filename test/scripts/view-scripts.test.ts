import { afterEach, beforeEach, expect, test } from 'vitest'
import { remove } from '../../electron/main/connections/revoke/revoke.ts'
import { endAllClients, endConsent } from '../../electron/main/scripts/end-clients.ts'
import { showScriptPrompt, viewScripts } from '../../electron/main/scripts/view-scripts.ts'
import { scripts } from '../../shared/models/script.ts'
import { linkMikomo } from '../support/linked.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { callLocal, newKey } from '../support/local-client.ts'

let app: LocalApp
beforeEach(async () => {
  app = await openLocalApp()
})
afterEach(() => app.close())

const view = () => scripts.parse(viewScripts(app.harness.deps))
const as = (name: string) => ({ key: newKey(), name, folder: '~/work', waitMs: 60_000 })

test('a program is there with what it may use and how often it did, and none of its key', async () => {
  const { id } = await linkMikomo(app.harness)
  app.allowAll()
  const script = as('Nightly')
  await callLocal(app.where, 'connections.list', {}, script)
  await callLocal(app.where, 'connections.list', {}, as('nightly'))
  const { isOn, problem, clients, questions } = view()
  expect({ isOn, problem, questions }).toEqual({ isOn: true, problem: null, questions: [] })
  expect(clients).toHaveLength(2)
  expect(clients.find(({ name }) => name === 'Nightly')).toMatchObject({
    folder: '~/work',
    isNameTaken: true,
    uses: 1,
    endedAtMs: null,
    consents: [{ connectionId: id, connectionName: 'Mikomo, mikomo_7', level: 'list', tokenUntilMs: null }],
  })
  expect(JSON.stringify(viewScripts(app.harness.deps))).not.toContain(script.key)
})

test('a consent that was ended is gone, unless a token that was handed out still works', async () => {
  await linkMikomo(app.harness)
  app.allowAll()
  const script = as('reader')
  await callLocal(app.where, 'connections.list', {}, script)
  const token = await callLocal(app.where, 'token.read', { connection: 'Mikomo' }, script)
  expect(token.status).toBe(200)
  for (const { id } of view().clients[0]?.consents ?? []) endConsent(app.harness.deps, id)
  expect(view().clients[0]?.consents).toMatchObject([{ level: 'token', endedBy: 'user' }])
  const untilMs = view().clients[0]?.consents[0]?.tokenUntilMs ?? 0
  expect(new Date(untilMs).toISOString().slice(0, 16)).toBe((token.body.expiresOn as string).slice(0, 16))
  endAllClients(app.harness.deps)
  expect(view().clients).toMatchObject([{ name: 'reader', endedAtMs: expect.any(Number) as number }])
  app.harness.pass(untilMs - Date.now())
  expect(view().clients).toEqual([])
})

test('a question waits with the names of its connections, and is shown again on demand', async () => {
  await linkMikomo(app.harness)
  expect(view().questions).toEqual([])
  await callLocal(app.where, 'accounts.read', {}, { ...as('later'), waitMs: 0 })
  const [question] = view().questions
  expect(question).toMatchObject({
    clientName: 'later',
    folder: '~/work',
    level: 'data',
    connectionNames: ['Mikomo, mikomo_7'],
    connectionCount: 1,
  })
  app.allowAll()
  showScriptPrompt(app.harness.deps, question?.id ?? '')
  await expect.poll(() => view().questions).toEqual([])
  expect(view().clients).toMatchObject([{ name: 'later', consents: [{ level: 'data' }] }])
  expect(() => showScriptPrompt(app.harness.deps, question?.id ?? '')).toThrow('not_found')
})

test('a question about many connections says how many, and reads no more of them than it would name', async () => {
  for (const user of ['mikomo_7', 'mikomo_4', 'mikomo_1', 'mikomo_10']) await linkMikomo(app.harness, user)
  await callLocal(app.where, 'accounts.read', {}, { ...as('later'), waitMs: 0 })
  const { deps } = app.harness
  const { questions } = deps.scripts
  const read = new Set<string>()
  const recording = (ids: readonly string[]) =>
    new Proxy(ids, {
      get: (all, name) => {
        if (/^\d+$/.test(String(name))) read.add(String(name))
        return Reflect.get(all, name) as unknown
      },
    })
  const list = () =>
    questions.list().map((one) => ({
      ...one,
      about: { ...one.about, connectionIds: recording(one.about.connectionIds) },
    }))
  const watched = { ...deps, scripts: { ...deps.scripts, questions: { ...questions, list } } }
  expect(viewScripts(watched).questions).toMatchObject([{ connectionNames: [], connectionCount: 4 }])
  expect(read.size).toBeLessThanOrEqual(4)
})

test('a connection that was removed keeps its name in the consents that a token outlives', async () => {
  const { id } = await linkMikomo(app.harness)
  app.allowAll()
  await callLocal(app.where, 'token.read', { connection: 'Mikomo' }, as('reader'))
  await remove(app.harness.deps, id)
  await expect
    .poll(() => view().clients[0]?.consents)
    .toMatchObject([{ connectionName: 'Mikomo, mikomo_7', level: 'token' }])
})
