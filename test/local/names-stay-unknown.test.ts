import { afterEach, beforeEach, expect, test } from 'vitest'
import { callLocal, newKey } from '../support/local-client.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { linkMikomo } from '../support/linked.ts'

let app: LocalApp
beforeEach(async () => {
  app = await openLocalApp()
})
afterEach(() => app.close())

test('a name that is there and one that is not are answered alike, however many questions wait', async () => {
  await linkMikomo(app.harness)
  const guesser = { key: newKey(), name: 'guesser' }
  const guess = async (name: string) =>
    (await callLocal(app.where, 'accounts.read', { connections: [name] }, guesser)).error?.code
  await guess('Nothing')
  for (let count = 0; count < 30; count++)
    await callLocal(app.where, 'accounts.read', {}, { key: newKey(), name: 'noise' })
  expect([await guess('Nothing'), await guess('Mikomo')]).toEqual(['consent_needed', 'consent_needed'])
})

test('what the app tells everybody is the same after a call with a name that is there and one that is not', async () => {
  await linkMikomo(app.harness)
  const seen: unknown[] = []
  for (const name of ['Mikomo', 'Nobody']) {
    const as = { key: newKey(), name: 'guesser' }
    const before = await callLocal(app.where, 'app.status')
    const first = await callLocal(app.where, 'accounts.read', { connections: ['Nothing'] }, as)
    const second = await callLocal(app.where, 'accounts.read', { connections: [name] }, as)
    const after = await callLocal(app.where, 'app.status')
    const more = after.body.waitingConsents - before.body.waitingConsents
    seen.push([first.error?.code, second.error?.code, more])
  }
  expect(seen).toEqual([
    ['consent_needed', 'consent_needed', 1],
    ['consent_needed', 'consent_needed', 1],
  ])
})
