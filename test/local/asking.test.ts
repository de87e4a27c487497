import { expect, test } from 'vitest'
import type { ConsentAnswer } from '../../electron/main/scripts/consent-question.ts'
import { eventually } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'
import { openLocalApp } from '../support/local-app.ts'
import { callLocal, newKey } from '../support/local-client.ts'

test('calls that wait for the user’s answer keep no other call waiting', async () => {
  const app = await openLocalApp({ limits: { proven: 2 } })
  await linkMikomo(app.harness)
  const answer = Promise.withResolvers<ConsentAnswer>()
  app.harness.askConsent = () => answer.promise
  const waits = { key: newKey(), name: 'nightly', waitMs: 60_000 }
  // Twice as many as are served at once.
  const calls = Array.from({ length: 4 }, () => callLocal(app.where, 'connections.list', {}, waits))
  await eventually('the question is asked', () => app.harness.deps.scripts.questions.list().length === 1)
  const status = await callLocal(app.where, 'app.status')
  expect(status.body).toMatchObject({ waitingConsents: 1 })
  const [question] = app.harness.deps.scripts.questions.list()
  const connectionIds = [...(question?.about.connectionIds ?? [])]
  answer.resolve({ isAllowed: true, connectionIds, untilMs: app.harness.deps.now() + 60_000 })
  for (const { body } of await Promise.all(calls)) expect(body.connections).toHaveLength(1)
  await app.close()
})
