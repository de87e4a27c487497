import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMikomo, type Mikomo } from '../../electron/main/sandbox/mikomo.ts'
import type { Misbehaviour } from '../../electron/main/sandbox/misbehaviour.ts'

export const redirectUri = 'http://127.0.0.1:49152/callback'
export const client = { clientId: 'recipient-1', clientSecret: 'a+secret/with:signs=', name: 'Ledger & Co' }

/** Fields to change in what is sent otherwise; null leaves one out. */
export type Change = Record<string, string | null>

export interface Told {
  status: number
  headers: Headers
  /** Parsed where it is JSON, else text. */
  body: unknown
}

export interface Tokens {
  idToken: string
  refreshToken: string
}

/** A data recipient that knows Akoya's rules to the letter, and Mikomo, with a clock that can be moved. */
export interface Recipient {
  mikomo: Mikomo
  folder: string
  pass(ms: number): void
  authorizeUrl(change?: Change): string
  /** Signs in and approves without a browser. @returns the address that the user is sent to */
  consent(user: string, change?: Change): Promise<URL>
  code(user: string, change?: Change): Promise<string>
  exchange(code: string, change?: Change, headers?: Change): Promise<Told>
  refresh(refreshToken: string, change?: Change, headers?: Change): Promise<Told>
  revoke(refreshToken: string, change?: Change, headers?: Change): Promise<Told>
  read(path: string, bearer: string, headers?: Change): Promise<Told>
  link(user: string): Promise<Tokens>
  restart(): Promise<void>
  close(): Promise<void>
}

export async function openRecipient(misbehave: Partial<Misbehaviour> = {}): Promise<Recipient> {
  const folder = mkdtempSync(join(tmpdir(), 'mikomo-'))
  let aheadMs = 0
  const start = () => startMikomo({ folder, misbehave, now: () => Date.now() + aheadMs })
  const at = (path: string) => `${recipient.mikomo.baseUrl}${path}`

  const recipient: Recipient = {
    mikomo: await start(),
    folder,
    pass: (ms) => {
      aheadMs += ms
    },
    authorizeUrl: (change = {}) =>
      at(
        `/auth?${form(
          {
            connector: 'mikomo',
            client_id: client.clientId,
            redirect_uri: redirectUri,
            response_type: 'code',
            scope: 'openid profile offline_access',
            state: 'state-1234567890',
          },
          change,
        ).toString()}`,
      ),
    consent: async (user, change) => {
      const signIn = await (await fetch(recipient.authorizeUrl(change))).text()
      const visit = /name="visit" value="([^"]+)"/.exec(signIn)?.[1] ?? ''
      const accounts = await post(at('/auth/sign-in'), { visit, user, password: user })
      const chosen = new URLSearchParams({ visit, do: 'approve' })
      for (const [, id = ''] of String(accounts.body).matchAll(/name="account" value="([^"]+)"/g)) {
        chosen.append('account', id)
      }
      const response = await fetch(at('/auth/consent'), { method: 'POST', body: chosen, redirect: 'manual' })
      return new URL(response.headers.get('location') ?? '')
    },
    code: async (user, change) => (await recipient.consent(user, change)).searchParams.get('code') ?? '',
    exchange: (code, change, headers) =>
      post(
        at('/token'),
        { grant_type: 'authorization_code', code, redirect_uri: redirectUri },
        change,
        kept({ authorization: basic(client.clientId, client.clientSecret) }, headers),
      ),
    refresh: (refreshToken, change, headers) =>
      post(
        at('/token'),
        { grant_type: 'refresh_token', refresh_token: refreshToken, ...credentials },
        change,
        kept({}, headers),
      ),
    revoke: (refreshToken, change, headers) =>
      post(
        at('/revoke'),
        { token: refreshToken, token_type_hint: 'refresh_token', ...credentials },
        change,
        kept({}, headers),
      ),
    read: async (path, bearer, headers) =>
      told(
        await fetch(at(path), {
          headers: kept(
            {
              authorization: `Bearer ${bearer}`,
              'x-akoya-interaction-type': 'USER',
              'x-akoya-last-access': '2026-11-23T00:00:00Z',
            },
            headers,
          ),
        }),
      ),
    link: async (user) => tokensOf(await recipient.exchange(await recipient.code(user))),
    restart: async () => {
      await recipient.mikomo.close()
      recipient.mikomo = await start()
    },
    close: async () => {
      await recipient.mikomo.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  recipient.mikomo.registerClient({ ...client, redirectUris: [redirectUri] })
  return recipient
}

export function tokensOf({ body }: Told): Tokens {
  const { id_token: idToken, refresh_token: refreshToken } = body as Record<string, unknown>
  if (typeof idToken !== 'string' || typeof refreshToken !== 'string') {
    throw new Error(`no tokens: ${JSON.stringify(body)}`)
  }
  return { idToken, refreshToken }
}

export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
}

export function claimsOf(idToken: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
    string,
    unknown
  >
}

const credentials = { client_id: client.clientId, client_secret: client.clientSecret }

async function post(
  url: string,
  fields: Record<string, string>,
  change: Change = {},
  headers: Record<string, string> = {},
): Promise<Told> {
  return told(await fetch(url, { method: 'POST', body: form(fields, change), headers, redirect: 'manual' }))
}

function form(fields: Record<string, string>, change: Change): URLSearchParams {
  return new URLSearchParams(kept(fields, change))
}

function kept(fields: Record<string, string>, change: Change = {}): Record<string, string> {
  const entries = Object.entries({ ...fields, ...change })
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null))
}

async function told(response: Response): Promise<Told> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  }
}
