import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exportReceipts } from '../../electron/main/export/receipts.ts'
import { cancelLink, startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { prepareSandbox } from '../../electron/main/connections/link/prepare-sandbox.ts'
import { remove, requestRevoke, undoRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { discloseLink } from '../../electron/main/receipts/link-receipts.ts'
import { readEntry } from '../../electron/main/receipts/chain.ts'
import { changeInstitution } from '../../electron/main/registrations/institutions.ts'
import { readPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { eachReceipt } from '../../electron/main/store/receipts.ts'
import { methods } from '../../shared/contract.ts'
import type { ConsentEntry } from '../../shared/models/consent-receipt.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { linkAs, linkMikomo } from '../support/linked.ts'
import { accessTokenOf, secretOf, untilRevoked } from '../support/connection-state.ts'
import { limits } from '../support/limits.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

function entries(): ConsentEntry[] {
  return [...eachReceipt(harness.deps.store)].map((row) => {
    const entry = readEntry(row)
    if (!entry) throw new Error(`unreadable: ${row.entry}`)
    return entry
  })
}

const kinds = (): string[] => entries().map(({ fact }) => fact.kind)

async function exported(connectionId: string | undefined, format: 'html' | 'json'): Promise<string> {
  await exportReceipts(harness.deps, { connectionId, format })
  return harness.saved.at(-1)?.text ?? ''
}

test('a link writes down the disclosure that was shown, then what the token granted', async () => {
  const linked = await linkMikomo(harness)
  expect(kinds()).toEqual(['disclosed', 'granted'])
  const [disclosed, granted] = entries()
  expect(disclosed).toMatchObject({
    number: 1,
    previous: '0'.repeat(64),
    subject: { institution: 'Mikomo', connectionId: null },
    fact: {
      flow: 'redirect',
      shown: 'beside',
      terms: { dataProvider: 'Mikomo', aggregator: null, days: 365, certification: null },
    },
  })
  expect(granted).toMatchObject({
    subject: { connectionId: linked.id, login: 'mikomo_7', linkId: disclosed?.subject?.linkId },
    fact: {
      permissions: [
        'accounts',
        'balances',
        'transactions',
        'investments',
        'customers',
        'statements',
        'taxes',
      ],
      consentId: linked.consentId,
      until: new Date(linked.consentUntilMs).toISOString(),
    },
  })
})

describe('what was read is what is written down', () => {
  test('the text of the window is in the receipt, with the organization’s own words', async () => {
    const { deps } = harness
    const disclosure = {
      thirdParty: 'Harbor Advisers LLC',
      service: 'Your yearly plan.\nAnd its review.',
      certification: 'Harbor Advisers LLC agrees to 12 CFR 1033.421.',
    }
    writePreferences(deps.store, { ...readPreferences(deps.store), disclosure })
    const institution = await prepareSandbox(deps)
    const shown = discloseLink(deps, institution.id, { canRevoke: true })
    expect(methods['links.disclose'].output.parse(shown)).toEqual(shown)
    expect(shown.lead).toContain('Harbor Advisers LLC, with Mooring')
    const { id } = await startLink(deps, { institutionId: institution.id, seen: shown })
    await cancelLink(deps, id)

    const [disclosed, ended] = entries()
    expect(disclosed?.fact).toMatchObject({
      shown: 'first',
      disclosure: { hash: shown.hash, lead: shown.lead, sections: shown.sections },
      terms: {
        thirdParty: disclosure.thirdParty,
        service: disclosure.service,
        certification: disclosure.certification,
      },
    })
    expect(ended).toMatchObject({
      subject: { linkId: id },
      fact: { kind: 'not-granted', reason: 'link_cancelled' },
    })
  })

  test('text that has changed since it was read starts no link, and is not written down', async () => {
    const { deps } = harness
    const institution = await prepareSandbox(deps)
    const seen = discloseLink(deps, institution.id, { canRevoke: true })
    changeInstitution(deps, { id: institution.id, name: institution.name, consentDays: 90 })
    const start = (change: object) =>
      startLink(deps, { institutionId: institution.id, seen: { ...seen, ...change } })
    await expect(start({})).rejects.toMatchObject({ code: 'disclosure_changed' })
    const now = discloseLink(deps, institution.id, { canRevoke: true })
    await expect(start({ ...now, atMs: now.atMs + 400 * 86_400_000 })).rejects.toMatchObject({
      code: 'disclosure_changed',
    })
    await expect(start({ ...now, hash: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'disclosure_changed',
    })
    expect(kinds()).toEqual([])
    const { id } = await start(now)
    await cancelLink(deps, id)
    expect(kinds()).toEqual(['disclosed', 'not-granted'])
  })
})

test('a refusal at the institution is written down', async () => {
  const institution = await prepareSandbox(harness.deps)
  await linkAs(harness, institution.id, { user: 'mikomo_7', cancel: true })
  expect(entries().at(-1)?.fact).toMatchObject({ kind: 'not-granted', reason: 'consent_denied' })
})

test('a relink is a renewal, and the consent that it replaces has its own revocation', async () => {
  const linked = await linkMikomo(harness)
  await linkAs(harness, linked.institutionId, { user: 'mikomo_7' }, linked.id)
  await eventually('the old consent is revoked', () => kinds().includes('revoked'))
  expect(kinds()).toEqual(['disclosed', 'granted', 'disclosed', 'renewed', 'revoked'])
  const [, granted, asked, renewed, revoked] = entries()
  expect(asked?.subject).toMatchObject({ connectionId: linked.id, login: 'mikomo_7' })
  expect(renewed?.fact).toMatchObject({ replacedGrantId: granted?.subject?.grantId })
  expect(revoked?.subject?.grantId).toBe(granted?.subject?.grantId)

  const { consents } = JSON.parse(await exported(linked.id, 'json')) as { consents: { status?: string }[] }
  expect(consents.map(({ status }) => status)).toEqual(['REVOKED', 'ACTIVE'])
})

test('a revocation is written down when it is pressed, undone, and confirmed; removing keeps all of it', async () => {
  const { deps } = harness
  const linked = await linkMikomo(harness)
  const { undoMs } = deps.settings
  deps.settings.undoMs = limits.undoMs
  requestRevoke(deps, linked.id)
  undoRevoke(deps, linked.id)
  deps.settings.undoMs = undoMs
  requestRevoke(deps, linked.id)
  await untilRevoked(harness, linked.id)
  await remove(deps, linked.id)
  expect(kinds().slice(2)).toEqual([
    'revocation-requested',
    'revocation-undone',
    'revocation-requested',
    'revoked',
    'removed',
  ])
  expect(entries().at(-2)?.fact).toMatchObject({
    host: expect.stringContaining('127.0.0.1'),
    status: 200,
    attempts: 1,
  })

  const html = await exported(linked.id, 'html')
  expect(harness.saved.at(-1)?.name).toMatch(
    /^mooring-consent-receipt-mikomo-mikomo-7-\d{4}-\d\d-\d\d\.html$/,
  )
  for (const part of [
    'Access was granted',
    'The institution confirmed the revocation',
    'removed from Mooring’s list',
  ]) {
    expect(html).toContain(part)
  }
})

test('a changed duration is written down for each consent that it changes', async () => {
  const linked = await linkMikomo(harness)
  changeInstitution(harness.deps, { id: linked.institutionId, name: 'Mikomo', consentDays: 90 })
  changeInstitution(harness.deps, { id: linked.institutionId, name: 'Mikomo', consentDays: 90 })
  expect(kinds()).toEqual(['disclosed', 'granted', 'term-changed'])
  expect(entries().at(-1)?.fact).toMatchObject({ untilBefore: new Date(linked.consentUntilMs).toISOString() })
})

test('no secret is in a receipt', async () => {
  const linked = await linkMikomo(harness)
  const clientSecret = await harness.deps.keychain.get(`registration/${linked.registrationId}`)
  const secrets = [
    await secretOf(harness, linked.id),
    accessTokenOf(harness, linked.id),
    clientSecret.state === 'ok' ? clientSecret.value : '',
  ]
  expect(secrets.every((secret) => (secret ?? '').length > 10)).toBe(true)
  const files = [
    await exported(linked.id, 'html'),
    await exported(linked.id, 'json'),
    await exported(undefined, 'json'),
  ]
  for (const secret of secrets) for (const file of files) expect(file).not.toContain(secret)
})
