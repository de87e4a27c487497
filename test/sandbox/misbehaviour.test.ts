import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimsOf, openRecipient, tokensOf, type Recipient } from './recipient.ts'
import { limits } from '../support/limits.ts'

let recipient: Recipient
beforeEach(async () => {
  recipient = await openRecipient()
})
afterEach(() => recipient.close())

const balances = '/balances/v3/mikomo'

test('a token answer that is lost has rotated the refresh token all the same', async () => {
  const { refreshToken } = await recipient.link('mikomo_7')
  recipient.mikomo.misbehave({ loseNextTokenAnswer: true })
  await expect(recipient.refresh(refreshToken)).rejects.toThrow('fetch failed')
  expect(recipient.mikomo.consents()).toMatchObject([{ state: 'active', generation: 2 }])
  expect(await recipient.refresh(refreshToken)).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  })
})

test('with grace, a token whose response was lost is accepted again, until the grace ends', async () => {
  const { refreshToken } = await recipient.link('mikomo_7')
  recipient.mikomo.misbehave({ graceMs: 1000, loseNextTokenAnswer: true })
  await expect(recipient.refresh(refreshToken)).rejects.toThrow('fetch failed')
  const again = tokensOf(await recipient.refresh(refreshToken))
  recipient.pass(1000)
  expect((await recipient.refresh(refreshToken)).status).toBe(400)
  expect((await recipient.refresh(again.refreshToken)).status).toBe(200)
})

test('an exchange whose answer is lost leaves a consent without a token', async () => {
  const code = await recipient.code('mikomo_7')
  recipient.mikomo.misbehave({ loseNextTokenAnswer: true })
  await expect(recipient.exchange(code)).rejects.toThrow('fetch failed')
  expect((await recipient.exchange(code)).status).toBe(400)
  expect(recipient.mikomo.consents()).toMatchObject([{ state: 'active' }])
})

test('a revocation whose answer is lost is done, and repeating it is answered', async () => {
  const { refreshToken } = await recipient.link('mikomo_7')
  recipient.mikomo.misbehave({ loseNextRevokeAnswer: true })
  await expect(recipient.revoke(refreshToken)).rejects.toThrow('fetch failed')
  expect(recipient.mikomo.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'client' }])
  expect((await recipient.revoke(refreshToken)).status).toBe(200)
})

test('an outage at one endpoint does not affect the others, and lasts until it is switched off', async () => {
  const { refreshToken, idToken } = await recipient.link('mikomo_7')
  recipient.mikomo.misbehave({ down: ['revoke'], retryAfterSeconds: 7 })
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { status, headers } = await recipient.revoke(refreshToken)
    expect([status, headers.get('retry-after')]).toEqual([503, '7'])
  }
  expect((await recipient.read(balances, idToken)).status).toBe(200)
  recipient.mikomo.misbehave({ down: [] })
  expect((await recipient.revoke(refreshToken)).status).toBe(200)
})

test('an outage for two requests is over at the third, and has spent no token', async () => {
  const { refreshToken } = await recipient.link('mikomo_7')
  recipient.mikomo.misbehave({ down: ['token', 'data'], downRequests: 2 })
  const first = await recipient.refresh(refreshToken)
  const second = await recipient.read(balances, 'any')
  const maintenance = { status: 503, body: { code: 503, message: 'System maintenance' } }
  expect([first, second]).toMatchObject([maintenance, maintenance])
  expect((await recipient.refresh(refreshToken)).status).toBe(200)
})

test('too many calls get 429, for as many calls as configured', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  recipient.mikomo.misbehave({ tooMany: 1, retryAfterSeconds: 1 })
  const { status, headers, body } = await recipient.read(balances, idToken)
  expect([status, headers.get('retry-after'), body]).toEqual([
    429,
    '1',
    { code: 1207, message: 'Too many requests' },
  ])
  expect((await recipient.read(balances, idToken)).status).toBe(200)
})

test('with the rate limit on, the sixth call within a second is one too many', async () => {
  const { idToken } = await recipient.link('mikomo_7')
  recipient.mikomo.misbehave({ limitsRate: true })
  const calls = await Promise.all(Array.from({ length: 6 }, () => recipient.read(balances, idToken)))
  expect(calls.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 200, 429])
  recipient.pass(1000)
  expect((await recipient.read(balances, idToken)).status).toBe(200)
})

test('an account that fails among others comes as an error entry, with a 206', async () => {
  const { idToken } = await recipient.link('mikomo_4')
  recipient.mikomo.misbehave({ oneAccountFails: true })
  expect(await recipient.read(balances, idToken)).toMatchObject({
    status: 206,
    body: {
      accounts: [
        { depositAccount: { accountId: 'chk7719aa02b4', currentBalance: expect.any(Number) } },
        {
          depositAccount: {
            accountId: 'sav7719aa02b5',
            error: { code: 500, message: 'Account is not available' },
          },
        },
      ],
    },
  })
})

test('tokens and codes live as long as configured', async () => {
  recipient.mikomo.misbehave({ idTokenSeconds: 60, codeMs: 1000 })
  const code = await recipient.code('mikomo_4')
  recipient.pass(1000)
  expect((await recipient.exchange(code)).status).toBe(400)

  const { idToken } = await recipient.link('mikomo_4')
  const { iat, exp } = claimsOf(idToken)
  expect(Number(exp) - Number(iat)).toBe(60)
  recipient.pass(60_000)
  expect((await recipient.read(balances, idToken)).status).toBe(401)
})

test('an access token can end early, as at institutions', async () => {
  recipient.mikomo.misbehave({ idTokenSeconds: 86_400, bearerSeconds: 30 })
  const { idToken, refreshToken } = await recipient.link('mikomo_4')
  recipient.pass(30_000)
  expect(await recipient.read(balances, idToken)).toMatchObject({ status: 401, body: { code: 602 } })
  const renewed = tokensOf(await recipient.refresh(refreshToken))
  expect((await recipient.read(balances, renewed.idToken)).status).toBe(200)
})

test('a token answer may leave out the scope', async () => {
  recipient.mikomo.misbehave({ omitsScope: true })
  const { body } = await recipient.exchange(await recipient.code('mikomo_4'))
  expect(Object.keys(body as object)).toEqual(['id_token', 'refresh_token', 'token_type', 'expires_in'])
})

test('slow answers come late, and the pages are not held up', async () => {
  recipient.mikomo.misbehave({ slowMs: limits.longMs })
  const code = await recipient.code('mikomo_4')
  recipient.mikomo.misbehave({ slowMs: 300 })
  const beforeToken = performance.now()
  await recipient.exchange(code)
  expect(performance.now() - beforeToken).toBeGreaterThan(290)
})

test('closing does not wait for slow responses, and disconnects their callers', async () => {
  const { idToken } = await recipient.link('mikomo_4')
  recipient.mikomo.misbehave({ slowMs: 60_000 })
  const answered = recipient.read(balances, idToken).catch(() => 'cut off')
  await new Promise((resolve) => setTimeout(resolve, 100))
  await recipient.restart()
  expect(await answered).toBe('cut off')
})
