import { afterEach, beforeEach, expect, test } from 'vitest'
import { viewConnection } from '../../electron/main/connections/model/view.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../support/keychain.ts'
import { linkAtPlain, pasteUri, plainClient, registerAtPlain } from '../support/plain-linked.ts'
import { startPlainServer, type PlainServer } from '../support/plain-server.ts'

let plain: PlainServer
let harness: Harness
let keychain: FakeKeychain

beforeEach(async () => {
  plain = await startPlainServer({ ...plainClient, redirectUris: [pasteUri] })
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
})
afterEach(async () => {
  await harness.close()
  await plain.close()
})

test('links by paste at a server without metadata, iss and PKCE, and names the login as the user does', async () => {
  const institutionId = await registerAtPlain(harness, plain)
  const linked = await linkAtPlain(harness, institutionId)
  expect(linked).toMatchObject({ step: 'done', problem: null })
  const view = viewConnection(harness.deps, linked.linkedConnectionId ?? '')
  expect(view).toMatchObject({ status: 'active', signedInAs: 'Ortega', sharesAccounts: false })
  await refresh(harness.deps, view.id)
  expect(viewConnection(harness.deps, view.id)).toMatchObject({ status: 'active', problem: null })
})
