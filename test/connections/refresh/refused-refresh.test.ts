import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { refresh } from '../../../electron/main/connections/refresh/refresh.ts'
import { requestRevoke, retryRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { listActivity } from '../../../electron/main/store/activity.ts'
import { needOf } from '../../../shared/need.ts'
import { eventually, openHarness, type Harness } from '../../support/harness.ts'
import { grantOf, linkAtOdd, registerAtOdd } from '../../support/odd-linked.ts'
import { startOddServer, type Oddity, type OddServer } from '../../support/odd-server.ts'

// Tokens that were ended at the server, whose token endpoint then refuses without saying why.

let odd: OddServer
let harness: Harness
let institutionId: string
let id: string

beforeAll(async () => {
  odd = await startOddServer()
})
afterAll(() => odd.close())
beforeEach(async () => {
  harness = openHarness()
  odd.oddity = { answer: { refresh_token: 'rt-1' } }
  institutionId = await registerAtOdd(harness, odd)
  id = (await linkAtOdd(harness, institutionId)).linkedConnectionId ?? ''
  odd.posts = []
})
afterEach(() => harness.close())

const json = { 'content-type': 'application/json' }
const html = { 'content-type': 'text/html' }
const refusing = (status: number, text: string, headers: Record<string, string> = {}): Oddity => ({
  at: { '/token': { status, text, headers } },
})
/** An access token that goes after the refresh token left out. */
const asked = () =>
  odd.posts.map(({ path, form }) => [path, form.get('token')]).filter(([, token]) => token !== 'at-1')

const unexplained: [what: string, oddity: Oddity][] = [
  ['400 with nothing in it, as glewlwyd says it', refusing(400, '')],
  ['400 invalid_request, as LemonLDAP::NG says it', refusing(400, '{"error":"invalid_request"}', json)],
  ['400 with a word of its own', refusing(400, '{"error":"session_gone"}', json)],
  ['400 with an error that is no text', refusing(400, '{"error":{"code":7}}', json)],
  ['400 with JSON that names no error', refusing(400, '{"message":"no"}', json)],
  ['400 with a list', refusing(400, '[]', json)],
  ['401 with nothing in it', refusing(401, '')],
  ['403 with a page', refusing(403, '<html>Forbidden</html>', html)],
  ['403 invalid_scope', refusing(403, '{"error":"invalid_scope"}', json)],
]

describe.each(unexplained)('%s', (_what, oddity) => {
  beforeEach(() => {
    odd.oddity = oddity
  })

  test('is a refusal of the refresh, spends nothing and offers Relink under Needs attention [S2]', async () => {
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'refresh_refused' })
    const connection = viewConnection(harness.deps, id)
    expect(connection).toMatchObject({ status: 'active', problem: { code: 'refresh_refused' } })
    expect(needOf(connection, harness.deps.now())).toBe('relink')
    expect(grantOf(harness, id)).toMatchObject({ state: 'active', possiblySpentAtMs: null })
    expect(connection.nextTryAtMs).not.toBe(null)
  })

  test('lets Revoke call the revocation endpoint at once, which confirms [S2]', async () => {
    await refresh(harness.deps, id).catch(() => undefined)
    odd.posts = []
    requestRevoke(harness.deps, id)
    await eventually('it is revoked', () => viewConnection(harness.deps, id).status === 'revoked')
    expect(asked()).toEqual([['/revoke', 'rt-1']])
  })

  test('after an answer that was lost, Revoke calls the revocation endpoint all the same [S2]', async () => {
    odd.oddity = { wire: 'reset' }
    await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'offline' })
    odd.oddity = oddity
    odd.posts = []
    requestRevoke(harness.deps, id)
    // A server says 200 to a token that it does not know: what the lost answer gave may live on.
    await eventually('it is said', () => viewConnection(harness.deps, id).status === 'cannot-revoke')
    expect(asked()).toEqual([
      ['/token', null],
      ['/revoke', 'rt-1'],
    ])
    expect(viewConnection(harness.deps, id).problem).toMatchObject({ code: 'revocation_token_lost' })
  })
})

test('a scheduled refresh that is refused once is not shown, the second one is [S2]', async () => {
  odd.oddity = refusing(403, '<html>Blocked</html>', html)
  await refresh(harness.deps, id, 'planned').catch(() => undefined)
  expect(viewConnection(harness.deps, id).problem).toBe(null)
  await refresh(harness.deps, id, 'planned').catch(() => undefined)
  expect(viewConnection(harness.deps, id).problem).toMatchObject({ code: 'refresh_refused' })
  expect(listActivity(harness.deps.store, { limit: 9 }).map(({ kind }) => kind)).toContain('refresh_failed')
})

test.each([400, 401, 403])('invalid_grant with %i ends the grant [S2]', async (status) => {
  odd.oddity = refusing(status, '{"error":"invalid_grant"}', json)
  await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'grant_ended' })
  expect(viewConnection(harness.deps, id)).toMatchObject({ status: 'needs-consent' })
})

test('a wrong secret is still shown as that [S2]', async () => {
  odd.oddity = refusing(401, '{"error":"invalid_client"}', json)
  await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code: 'client_rejected' })
  expect(grantOf(harness, id).possiblySpentAtMs).toBe(null)
})

test.each([
  ['400', refusing(400, '')],
  ['403', refusing(403, '<html>no</html>', html)],
])(
  'a link whose exchange is refused with %s and no reason leaves nothing behind [S2]',
  async (_status, oddity) => {
    odd.oddity = oddity
    const ended = await linkAtOdd(harness, institutionId, id)
    expect(ended).toMatchObject({ step: 'failed', problem: { code: 'request_refused' } })
    expect(ended.problem?.detail.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    expect(listActivity(harness.deps.store, { limit: 9 }).map(({ kind }) => kind)).not.toContain('left_over')
  },
)

test.each([403, 404, 405])(
  '%i at the revocation endpoint is final only after a few tries [N11]',
  async (status) => {
    odd.oddity = { at: { '/revoke': { status, text: '' } } }
    requestRevoke(harness.deps, id)
    await eventually('the request has arrived', () => viewConnection(harness.deps, id).problem)
    expect(viewConnection(harness.deps, id)).toMatchObject({ status: 'revocation-pending' })
    for (let tries = 1; tries < 5; tries += 1) await retryRevoke(harness.deps, id).catch(() => undefined)
    expect(viewConnection(harness.deps, id)).toMatchObject({
      status: 'cannot-revoke',
      problem: { code: 'revocation_refused', detail: { status } },
    })
  },
)

test('a refusal of the revocation endpoint in the words of the protocol is final at once [N11]', async () => {
  odd.oddity = {
    at: { '/revoke': { status: 400, text: '{"error":"unsupported_token_type"}', headers: json } },
  }
  requestRevoke(harness.deps, id)
  await eventually('it is refused', () => viewConnection(harness.deps, id).status === 'cannot-revoke')
})

test.each([
  ['404 with a page', 404, '<html>Not found</html>', 'endpoint_gone'],
  ['405 with nothing', 405, '', 'answer_invalid'],
])('%s is no answer of the protocol, and spends nothing [S2]', async (_what, status, text, code) => {
  odd.oddity = refusing(status, text, html)
  await expect(refresh(harness.deps, id)).rejects.toMatchObject({ code })
  expect(grantOf(harness, id).possiblySpentAtMs).toBe(null)
})
