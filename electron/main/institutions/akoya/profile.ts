import { institutionKinds } from '../../../../shared/institution-kinds.ts'
import type { Permission } from '../../../../shared/models/connection.ts'
import { akoyaData, akoyaHeaders } from './data.ts'
import type { HubServer } from './hub.ts'
import type { Profile } from '../model/profile.ts'

/** The servers of an Akoya tenant. */
export interface AkoyaHosts {
  authorizationBase: string
  dataBase: string
  issuer: string
  hub?: HubServer
}

/** The products of Akoya's ID token, and the FDX data clusters that white-labelled tenants name instead. */
const permissionOfProduct: Record<string, Permission> = {
  account_info: 'accounts',
  account_basic: 'accounts',
  account_detailed: 'balances',
  balances: 'balances',
  transactions: 'transactions',
  investments: 'investments',
  payments: 'payments',
  account_payments: 'payments',
  customers: 'customers',
  customer_contact: 'customers',
  customer_personal: 'customers',
  statements: 'statements',
  tax: 'taxes',
  tax_forms: 'taxes',
}

/**
 * Akoya as documented: endpoints without discovery, `connector`, Basic at the exchange, credentials in the body at refresh and revoke, no
 * access token (the ID token is used as one), `invalid_request` where the standard says `invalid_grant`. Neither nonce nor PKCE is
 * documented. PKCE is sent anyway (RFC 9700 section 2.1.1; RFC 6749 section 3.1 requires a server to ignore unknown parameters). Nonce is
 * not, because a response without it would look like a replayed one.
 */
export function akoyaProfile(hosts: AkoyaHosts, connector: string, options: { allowLoopbackHttp: boolean }) {
  const base = hosts.authorizationBase.replace(/\/+$/, '')
  return {
    server: {
      issuer: hosts.issuer,
      metadata: {
        authorization_endpoint: `${base}/auth`,
        token_endpoint: `${base}/token`,
        revocation_endpoint: `${base}/revoke`,
      },
      clientAuthentication: {
        exchange: 'client_secret_basic_unencoded' as const,
        refresh: 'client_secret_post' as const,
        revoke: 'client_secret_post' as const,
      },
      authorizationParameters: { connector },
      sendsNonce: false,
      adaptTokenAnswer,
      allowLoopbackHttp: options.allowLoopbackHttp,
    },
    revokesAccessTokens: false,
    permissionsGranted: (claims) =>
      inOrder(stringsOf(claims['products']).map((product) => permissionOfProduct[product.toLowerCase()])),
    signedInAs: (claims) => firstText(claims['name'], claims['email'], claims['sub']),
    ...(hosts.hub ? { hub: hosts.hub } : {}),
    consentId: (claims) => textOf(claims['grant_id']),
    data: { base: hosts.dataBase, headersOf: akoyaHeaders },
    ...akoyaData(hosts.dataBase, connector),
  } satisfies Profile<unknown>
}

interface TokenAnswer {
  status: number
  body: unknown
}

/** Converts Akoya's token responses to the standard shape (RFC 6749 sections 5.1 and 5.2). Akoya page "Token errors". */
export function adaptTokenAnswer(_grantType: string, answer: TokenAnswer): TokenAnswer {
  const { body } = answer
  if (typeof body !== 'object' || body === null) return answer

  if (answer.status === 200 && 'id_token' in body && !('access_token' in body)) {
    return { status: 200, body: { ...body, access_token: body.id_token } }
  }
  if ('error' in body && body.error === 'invalid_request' && saysGrantIsSpent(body)) {
    return { status: answer.status, body: { ...body, error: 'invalid_grant' } }
  }
  return answer
}

function saysGrantIsSpent(body: object): boolean {
  const description =
    'error_description' in body && typeof body.error_description === 'string' ? body.error_description : ''
  return /already been claimed|refresh token is invalid|invalid or expired code/i.test(description)
}

function inOrder(granted: (Permission | undefined)[]): Permission[] {
  const set = new Set(granted)
  return institutionKinds['akoya-production'].permissions.filter((permission) => set.has(permission))
}

function stringsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string')
  return typeof value === 'string' ? value.split(/[\s,]+/) : []
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : null
}

function firstText(...values: unknown[]): string {
  return values.map(textOf).find((text) => text !== null) ?? ''
}
