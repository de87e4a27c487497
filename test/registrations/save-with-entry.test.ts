import { afterEach, beforeEach, expect, test } from 'vitest'
import { addRegistration, changeRegistration } from '../../electron/main/registrations/registrations.ts'
import type { RegistrationInput } from '../../shared/models/registration.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../support/keychain.ts'

const input: RegistrationInput = {
  name: 'Desk',
  environment: { kind: 'openid', issuer: 'https://bank.example' },
  clientId: 'desk',
  scopes: ['openid'],
  redirect: { mode: 'loopback' },
}

let keychain: FakeKeychain
let harness: Harness
beforeEach(() => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
})
afterEach(() => harness.close())

/** From now on the database refuses every row of a registration. */
function refuseRows(): void {
  for (const change of ['INSERT', 'UPDATE']) {
    harness.deps.store.exec(
      `CREATE TEMP TRIGGER refuse_${change} BEFORE ${change} ON main.registrations BEGIN SELECT RAISE(ABORT, 'refused'); END`,
    )
  }
}

const recorded = () => harness.deps.store.prepare('SELECT account FROM ledger.secrets').all()

test('a registration whose row can’t be written leaves nothing in the keychain', async () => {
  refuseRows()
  await expect(addRegistration(harness.deps, { ...input, authentication: 'key' })).rejects.toThrow()
  expect([...keychain.held.keys()].filter((account) => account.startsWith('registration/'))).toEqual([])
  expect(recorded()).toEqual([])
})

test('a public client that is given a secret, and whose row can’t be written, leaves nothing in the keychain', async () => {
  const { id } = await addRegistration(harness.deps, input)
  refuseRows()
  const changed = changeRegistration(harness.deps, { ...input, id, clientSecret: 'new' })
  await expect(changed).rejects.toThrow()
  expect(keychain.held.has(`registration/${id}`)).toBe(false)
  expect(recorded()).toEqual([])
})

test('a registration whose change can’t be written keeps the secret that it had', async () => {
  const { id } = await addRegistration(harness.deps, { ...input, clientSecret: 'old' })
  refuseRows()
  const changed = changeRegistration(harness.deps, { ...input, id, authentication: 'key' })
  await expect(changed).rejects.toThrow()
  expect(keychain.held.get(`registration/${id}`)).toBe('old')
})
