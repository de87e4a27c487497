import { afterEach, beforeEach, expect, test } from 'vitest'
import { endGrant } from '../../../electron/main/connections/model/end-grant.ts'
import { requireGrant } from '../../../electron/main/connections/model/view.ts'
import { requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { startBulkBank, type BulkBank } from '../../support/bulk-bank.ts'
import { linkInBulk } from '../../support/bulk-linked.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { accessTokenOf, kindsOf, secretOf } from '../../support/connection-state.ts'

let harness: Harness
let bank: BulkBank

beforeEach(async () => {
  harness = openHarness({ undoMs: 60_000 })
  bank = await startBulkBank({ now: harness.deps.now, grace: false })
  await linkInBulk(harness.deps, bank, {
    connections: 1,
    institutions: 1,
    dueMs: () => harness.deps.now() + 60_000,
  })
  harness.deps.tokens.holdAccessToken('g-c0', {
    accessToken: 'held',
    obtainedAtMs: 0,
    expiresAtMs: 1,
    isBound: false,
  })
})
afterEach(async () => {
  await harness.close()
  await bank.close()
})

const grant = () => requireGrant(harness.deps, 'g-c0')
const end = (code: ErrorCode) => endGrant(harness.deps, grant(), { problem: { code, detail: {} } })
const storedToken = () => harness.deps.keychain.get('grant/g-c0').then(({ state }) => state)

test.each<[ErrorCode, generation: number, stored: string]>([
  ['grant_ended', 0, 'missing'],
  ['answer_lost', 1, 'ok'],
  ['secret_missing', 1, 'ok'],
])(
  '%s ends an active grant: no planned work, no access token, one line in the activity',
  async (code, generation, stored) => {
    expect(end(code)).toBe(true)
    await harness.deps.tokens.deletionsDone()
    expect(grant()).toMatchObject({
      state: 'ended',
      problem: { code },
      nextTryAtMs: null,
      consentNoticeMs: null,
      generation,
    })
    expect(accessTokenOf(harness, 'c0')).toBe('')
    expect(await storedToken()).toBe(stored)
    expect(kindsOf(harness, 'c0')).toEqual(['ended'])
  },
)

test('a grant that the user revokes meanwhile keeps its token for the revocation', async () => {
  requestRevoke(harness.deps, 'c0')
  expect(end('grant_ended')).toBe(false)
  await harness.deps.tokens.deletionsDone()
  expect(grant().state).toBe('revoking')
  expect(await secretOf(harness, 'c0')).not.toBeNull()
  expect(kindsOf(harness, 'c0')).toEqual(['revoke_requested'])
})
