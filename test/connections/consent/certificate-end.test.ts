import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { setCertificateTimer } from '../../../electron/main/connections/consent/certificate-end.ts'
import { setNoticeTimer } from '../../../electron/main/notifications/notify.ts'
import { addRegistration, changeRegistration } from '../../../electron/main/registrations/registrations.ts'
import { makeClientCertificate } from '../../support/client-certificates.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'

const dayMs = 24 * 60 * 60_000
const input = {
  name: 'Treasury',
  environment: { kind: 'openid' as const, issuer: 'https://bank.example' },
  clientId: 'desk',
  authentication: 'certificate' as const,
  scopes: ['openid'],
  redirect: { mode: 'loopback' as const },
}

let folder: string
let harness: Harness
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-end-'))
  harness = openHarness()
})
afterEach(async () => {
  await harness.close()
  rmSync(folder, { recursive: true, force: true })
})

function certificateFor(days: number): string {
  const { pfx, password } = makeClientCertificate(folder, `of-${days}-days`, days)
  const { id } = harness.deps.certificates.offer(pfx)
  harness.deps.certificates.read(id, password, Date.now())
  return id
}

/** Lets time pass, and what is due then happen. */
async function after(days: number): Promise<void> {
  harness.pass(days * dayMs)
  setCertificateTimer(harness.deps)
  await new Promise((resolve) => setTimeout(resolve, 50))
  harness.pass(60_000)
  setNoticeTimer(harness.deps)
  await new Promise((resolve) => setTimeout(resolve, 50))
}

const titles = () => harness.notices.map(({ title }) => title)

test('a certificate that expires is announced on the days of a consent’s reminders, and once more at its end', async () => {
  const { id } = await addRegistration(harness.deps, { ...input, certificateId: certificateFor(40) })
  await after(9)
  expect(titles()).toEqual([])
  await after(1.5)
  await eventually('the first reminder', () => harness.notices.length === 1)
  expect(titles()[0]).toMatch(/^The client certificate of “Treasury” expires in (29|30) days$/)
  expect(harness.notices[0]?.open).toEqual({ kind: 'registration', id })
  await changeRegistration(harness.deps, { ...input, id, name: 'Treasury desk' })
  await after(10)
  expect(harness.notices).toHaveLength(1)
  await after(20)
  await eventually('the end', () => harness.notices.length === 2)
  expect(titles()[1]).toBe('The client certificate of “Treasury desk” has expired')
})

test('a new certificate in time is not announced', async () => {
  const { id } = await addRegistration(harness.deps, { ...input, certificateId: certificateFor(40) })
  await changeRegistration(harness.deps, { ...input, id, certificateId: certificateFor(400) })
  await after(41)
  expect(titles()).toEqual([])
})
