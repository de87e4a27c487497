import { authorize } from './authorize.ts'
import type { Bank } from './bank.ts'
import { answerData } from './data.ts'
import { answerHub, answerServiceToken } from './hub.ts'
import { meetsOutage, type Endpoint } from './misbehaviour.ts'
import { problemPage } from './pages.ts'
import { answerRevoke } from './revoke.ts'
import { answerToken } from './token.ts'
import { json, oauthError, type SandboxRequest, type Outcome } from './wire.ts'

/** Whether a path is a page for the browser, not a call of the app. */
export function isPage(path: string): boolean {
  return endpointOf(path) === null
}

/** Answers every request of the institution, by path. */
export function answerRoute(bank: Bank, request: SandboxRequest): Outcome {
  const { pathname } = request.url
  const endpoint = endpointOf(pathname)
  if (endpoint !== null && meetsOutage(bank.misbehaviour, endpoint)) return outage(bank)

  switch (endpoint) {
    case 'data':
      return answerData(bank, request)
    case 'hub':
      return pathname === serviceTokenPath ? answerServiceToken(bank, request) : answerHub(bank, request)
    case 'token':
      return request.method === 'POST' ? answerToken(bank, request) : postOnly
    case 'revoke':
      return request.method === 'POST' ? answerRevoke(bank, request) : postOnly
    case null:
      if (pathname === '/auth' || pathname.startsWith('/auth/')) return authorize(bank, request)
      if (pathname === '/favicon.ico') return { status: 204, headers: {}, body: '' }
      return problemPage(400, 'Requested resource does not exist')
  }
}

const postOnly = oauthError(405, 'invalid_request', 'Method not allowed.')

const serviceTokenPath = '/oauth2/token'

const products =
  /^\/(accounts-info|balances|accounts|transactions|customers|payments|taxlots|statements|tax-forms)(\/|$)/

function endpointOf(path: string): Endpoint | null {
  if (path === '/token') return 'token'
  if (path === '/revoke') return 'revoke'
  if (path === serviceTokenPath || /^\/(manage\/v2\/subscriptions|consents\/v1)\//.test(path)) return 'hub'
  return products.test(path) ? 'data' : null
}

function outage(bank: Bank): Outcome {
  const { retryAfterSeconds } = bank.misbehaviour
  return json(
    503,
    { code: 503, message: 'System maintenance' },
    retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
  )
}
