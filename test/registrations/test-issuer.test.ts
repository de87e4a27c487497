import { afterEach, beforeEach, expect, test } from 'vitest'
import { testIssuer } from '../../electron/main/registrations/test-issuer.ts'
import { addInstitutions } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { listInstitutions } from '../../electron/main/store/institutions.ts'
import { startCertifiedIssuer } from '../support/certified-issuer.ts'
import { freePort } from '../support/free-port.ts'
import { openHarness, type Harness } from '../support/harness.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

test('an issuer’s metadata says what it supports, and nothing of the registration is sent [W-C3]', async () => {
  const server = await startCertifiedIssuer({ kind: 'device', id: 'desk' })
  try {
    const { supports, scopes } = await testIssuer(harness.deps, server.issuer)
    expect(supports).toMatchObject({ refresh: true, revocation: true, pkce: true, device: true })
    expect(scopes).toContain('offline_access')
    expect(server.requests.join(' ')).not.toContain('desk')
  } finally {
    await server.close()
  }
})

test('an issuer that nobody answers at, or that is another one, is refused with its reason [W-C3]', async () => {
  await expect(testIssuer(harness.deps, `http://127.0.0.1:${await freePort()}`)).rejects.toMatchObject({
    code: expect.stringMatching(/^(host_unreachable|offline|server_unreachable|connection)/),
  })
  const server = await startCertifiedIssuer({ kind: 'public', id: 'desk' })
  try {
    await expect(testIssuer(harness.deps, `${server.issuer}/`)).rejects.toMatchObject({
      code: 'issuer_mismatch',
    })
  } finally {
    await server.close()
  }
  await expect(testIssuer(harness.deps, 'ftp://x')).rejects.toMatchObject({ code: 'invalid_input' })
})

test('a list of institutions is added at once, without those already there [W-C4]', async () => {
  const { id: registrationId } = await addRegistration(harness.deps, {
    name: 'Desk',
    environment: { kind: 'akoya-sandbox' },
    clientId: 'desk',
    clientSecret: 'secret',
    scopes: ['openid'],
    redirect: { mode: 'fixed', uri: 'http://localhost:8080/callback' },
  })
  const institutions = Array.from({ length: 1000 }, (_, index) => ({
    connector: `c${index}`,
    name: `Bank ${index}`,
  }))
  expect(addInstitutions(harness.deps, { registrationId, institutions: institutions.slice(0, 10) })).toEqual({
    added: 10,
    known: 0,
  })
  expect(addInstitutions(harness.deps, { registrationId, institutions })).toEqual({ added: 990, known: 10 })
  expect(
    listInstitutions(harness.deps.store).filter((one) => one.registrationId === registrationId),
  ).toHaveLength(1000)
})
