import { authorize } from './authorize.ts'
import type { Bank } from './bank.ts'
import { answerData } from './data.ts'
import { meetsOutage, type Endpoint } from './misbehaviour.ts'
import { problemPage } from './pages.ts'
import { answerRevoke } from './revoke.ts'
import { answerToken } from './token.ts'
import { json, oauthError, type Asked, type Outcome } from './wire.ts'

/** What a person sees in a browser, as opposed to what the app calls. */
export function isPage(path: string): boolean {
  return endpointOf(path) === null
}

/** Everything that the institution answers, by path. */
export function answerRoute(bank: Bank, asked: Asked): Outcome {
  const { pathname } = asked.url
  const endpoint = endpointOf(pathname)
  if (endpoint !== null && meetsOutage(bank.misbehaviour, endpoint)) return outage(bank)

  switch (endpoint) {
    case 'data':
      return answerData(bank, asked)
    case 'token':
      return asked.method === 'POST' ? answerToken(bank, asked) : postOnly
    case 'revoke':
      return asked.method === 'POST' ? answerRevoke(bank, asked) : postOnly
    case null:
      if (pathname === '/auth' || pathname.startsWith('/auth/')) return authorize(bank, asked)
      if (pathname === '/favicon.ico') return { status: 204, headers: {}, body: '' }
      return problemPage(400, 'Requested resource does not exist')
  }
}

const postOnly = oauthError(405, 'invalid_request', 'Method not allowed.')

const products = /^\/(accounts-info|balances|accounts|transactions|customers|payments)(\/|$)/

function endpointOf(path: string): Endpoint | null {
  if (path === '/token') return 'token'
  if (path === '/revoke') return 'revoke'
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
