import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDataset } from '../../electron/main/datasets/datasets.ts'
import { requireDataset } from '../../electron/main/datasets/require-dataset.ts'
import { endAllClients } from '../../electron/main/scripts/end-clients.ts'
import { draftOf } from '../support/datasets.ts'
import { eventually } from '../support/harness.ts'
import { callLocal, newKey } from '../support/local-client.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { linkMikomo } from '../support/linked.ts'

let app: LocalApp
beforeEach(async () => {
  app = await openLocalApp()
  await linkMikomo(app.harness)
})
afterEach(() => app.close())

test('a dataset without a connection that can be read is run for nobody who was allowed nothing', async () => {
  const selection = { kind: 'labels' as const, labels: ['nobody has it'] }
  const { id } = addDataset(app.harness.deps, { draft: draftOf({ name: 'Books', selection }), placeId: null })
  const as = { key: newKey(), name: 'script' }
  const answer = await callLocal(app.where, 'datasets.run', { dataset: 'Books', wait: true }, as)
  expect(answer.error?.code).toBe('consent_needed')
  expect(requireDataset(app.harness.deps, id).lastRun).toBeNull()
})

test('a consent is asked for until the day that the script names, also for connections that it names', async () => {
  app.allowAll()
  const untilMs = app.harness.deps.now() + 60_000 * 60 * 24
  const as = { key: newKey(), name: 'script', waitMs: 60_000 }
  const wanted = { level: 'data', connections: ['Mikomo'], untilMs }
  await callLocal(app.where, 'consent.request', wanted, as)
  expect(app.questions).toMatchObject([{ level: 'data', untilMs }])
})

test('a run of all datasets says how many are left out, because one of their connections is not allowed', async () => {
  app.allowAll()
  const as = { key: newKey(), name: 'script', waitMs: 60_000 }
  const { id } = addDataset(app.harness.deps, { draft: draftOf({ name: 'Books' }), placeId: null })
  const first = await callLocal(app.where, 'datasets.run', { wait: true }, as)
  expect(JSON.parse(first.text)).toMatchObject({ runs: [{ datasetId: id, outcome: 'complete' }], leftOut: 0 })
  await linkMikomo(app.harness, 'mikomo_4')
  const second = await callLocal(app.where, 'datasets.run', { wait: true }, as)
  expect(JSON.parse(second.text)).toMatchObject({ runs: [], leftOut: 1 })
})

test('the result of a run is not given to a script that was ended while it waited, and the run goes on', async () => {
  app.allowAll()
  const as = { key: newKey(), name: 'script', waitMs: 60_000 }
  const { deps } = app.harness
  const { id } = addDataset(deps, { draft: draftOf({ name: 'Books' }), placeId: null })
  await callLocal(app.where, 'consent.request', { level: 'data' }, as)
  const answer = callLocal(app.where, 'datasets.run', { dataset: 'Books', wait: true }, as)
  await eventually('it runs', () => deps.datasets.runs.isRunning(id))
  endAllClients(deps)
  expect((await answer).error?.code).toBe('consent_refused')
  await eventually('it has ended', () => requireDataset(deps, id).lastRun?.outcome === 'complete')
})
