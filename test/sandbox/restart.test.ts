import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { client, openRecipient, tokensOf, type Recipient } from './recipient.ts'

let recipient: Recipient
beforeEach(async () => {
  recipient = await openRecipient()
})
afterEach(() => recipient.close())

const file = () => join(recipient.folder, 'mikomo.json')

test('a consent survives a restart on another port, and can be refreshed', async () => {
  const { refreshToken, idToken } = await recipient.link('mikomo_7')
  const before = recipient.mikomo.consents()
  await recipient.restart()
  expect(recipient.mikomo.consents()).toEqual(before)

  // It signs with a new key, so what was signed before is as good as expired.
  expect((await recipient.read('/balances/v3/mikomo', idToken)).status).toBe(401)
  const renewed = tokensOf(await recipient.refresh(refreshToken))
  expect((await recipient.read('/balances/v3/mikomo', renewed.idToken)).status).toBe(200)
  expect((await recipient.refresh(refreshToken)).status).toBe(400)
})

test('an ended consent stays ended after a restart, and who ended it is known', async () => {
  const first = await recipient.link('mikomo_4')
  await recipient.link('mikomo_7')
  await recipient.revoke(first.refreshToken)
  recipient.mikomo.revokeAtBank(recipient.mikomo.consents()[1]?.grantId ?? '')
  await recipient.restart()
  expect(recipient.mikomo.consents().map(({ state, revokedBy }) => [state, revokedBy])).toEqual([
    ['revoked', 'client'],
    ['revoked', 'bank'],
  ])
  expect((await recipient.refresh(first.refreshToken)).status).toBe(400)
})

test('no token, code or secret is written down', async () => {
  const code = await recipient.code('mikomo_7')
  const first = tokensOf(await recipient.exchange(code))
  const second = tokensOf(await recipient.refresh(first.refreshToken))
  const secrets = [code, client.clientSecret, ...Object.values(first), ...Object.values(second)]
  const text = readFileSync(file(), 'utf8')
  expect(text).toContain(client.clientId)
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  expect(readdirSync(recipient.folder)).toEqual(['mikomo.json'])
})

test.skipIf(process.platform === 'win32')('no other user of the computer can read its file', async () => {
  await recipient.link('mikomo_4')
  expect(statSync(file()).mode & 0o777).toBe(0o600)
})

test.each([
  ['cut short', (text: string) => text.slice(0, -9)],
  ['empty', () => ''],
  ['of another shape', () => '{"clients":[{"clientId":1}],"consents":[],"reads":0}'],
])('a file that is %s is set aside, and the institution starts empty', async (_what, damage) => {
  await recipient.link('mikomo_4')
  const damaged = damage(readFileSync(file(), 'utf8'))
  writeFileSync(file(), damaged)
  await recipient.restart()
  expect(recipient.mikomo.consents()).toEqual([])
  expect(existsSync(file())).toBe(false)
  expect(readFileSync(join(recipient.folder, 'mikomo.damaged.json'), 'utf8')).toBe(damaged)

  recipient.mikomo.registerClient({ ...client, redirectUris: ['http://127.0.0.1:49152/callback'] })
  expect((await recipient.link('mikomo_4')).refreshToken).not.toBe('')
})

test('registering a client again replaces its secret and keeps its redirect URIs, at most ten', async () => {
  const { refreshToken } = await recipient.link('mikomo_4')
  recipient.mikomo.registerClient({ ...client, clientSecret: 'another', redirectUris: [] })
  expect((await recipient.refresh(refreshToken)).status).toBe(401)
  expect((await recipient.refresh(refreshToken, { client_secret: 'another' })).status).toBe(200)
  expect((await fetch(recipient.authorizeUrl())).status).toBe(200)

  for (let port = 50_000; port < 50_010; port += 1) {
    recipient.mikomo.allowRedirectUri(client.clientId, `http://127.0.0.1:${port}/callback`)
  }
  expect((await fetch(recipient.authorizeUrl())).status).toBe(400)
})

test('an invalid URL is refused on a page that the user sees', () => {
  expect(() => recipient.mikomo.allowRedirectUri(client.clientId, 'localhost')).toThrow(TypeError)
})
