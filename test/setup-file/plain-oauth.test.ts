import { afterEach, beforeEach, expect, test } from 'vitest'
import { viewRelinks } from '../../electron/main/setup-file/relinks.ts'
import { chooseSetup, importSetup } from '../../electron/main/setup-file/import-setup.ts'
import { exportSetup } from '../../electron/main/setup-file/export-setup.ts'
import { listRegistrations, updateRegistration } from '../../electron/main/store/registrations.ts'
import { openHarness, type Harness } from '../support/harness.ts'
import { linkAtPlain, pasteUri, plainClient, registerAtPlain } from '../support/plain-linked.ts'
import { startPlainServer, type PlainServer } from '../support/plain-server.ts'

let plain: PlainServer
let harness: Harness
beforeEach(async () => {
  plain = await startPlainServer({ ...plainClient, redirectUris: [pasteUri] })
  harness = openHarness()
})
afterEach(async () => {
  await harness.close()
  await plain.close()
})

test('a setup file has the settings of a plain OAuth server, no secret, and no switch for account numbers', async () => {
  await registerAtPlain(harness, plain)
  const [row] = listRegistrations(harness.deps.store)
  if (!row) throw new Error('there is no registration')
  updateRegistration(harness.deps.store, { ...row, readsNumbers: true })
  await exportSetup(harness.deps)
  const { text = '{}' } = harness.saved[0] ?? {}
  const { registrations } = JSON.parse(text) as { registrations: unknown[] }
  expect(registrations).toMatchObject([{ environment: row.environment, credential: 'secret' }])
  expect(text).not.toContain(plainClient.clientSecret)
  expect(text).not.toContain('readsNumbers')
})

test('a certificate that only binds tokens is asked for on the other computer', async () => {
  await linkAtPlain(harness, await registerAtPlain(harness, plain))
  const certificate = {
    subject: 'CN=desk',
    issuer: 'CN=desk',
    validFromMs: 0,
    validUntilMs: Date.now() + 60_000,
    fingerprint: 'ab'.repeat(32),
    isSelfSigned: true,
    authenticates: false,
  }
  const [row] = listRegistrations(harness.deps.store)
  if (!row) throw new Error('there is no registration')
  updateRegistration(harness.deps.store, { ...row, certificate })
  await exportSetup(harness.deps)
  const { text = '{}' } = harness.saved[0] ?? {}
  expect(text).not.toContain('CN=desk')

  await harness.close()
  harness = openHarness()
  harness.toOpen = text
  await chooseSetup(harness.deps)
  importSetup(harness.deps, { withSettings: false })
  expect(viewRelinks(harness.deps)).toMatchObject([{ credential: 'secret', hasCertificate: true }])
})

test('a registration at the same server is the same one, although its settings were changed since', async () => {
  await registerAtPlain(harness, plain)
  await exportSetup(harness.deps)
  const [row] = listRegistrations(harness.deps.store)
  if (row?.environment.kind !== 'oauth') throw new Error('there is no such registration')
  const settings = { ...row.environment.settings, codeSeconds: 60 }
  updateRegistration(harness.deps.store, { ...row, environment: { ...row.environment, settings } })
  harness.toOpen = harness.saved[0]?.text ?? ''
  const preview = await chooseSetup(harness.deps)
  expect(preview?.items.map(({ kind, state }) => [kind, state])).toEqual([
    ['registration', 'exists'],
    ['institution', 'exists'],
  ])
})
