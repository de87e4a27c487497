import { readBearer } from './id-token.ts'
import type { Bank } from './bank.ts'
import { isTooMany } from './misbehaviour.ts'
import { findUser } from './users.ts'
import { findProduct } from './products.ts'
import { dataError, type Answer, type SandboxRequest } from './wire.ts'

/** The data products under `/{product}/{version}/mikomo`. Akoya pages "Headers", "Data access API errors". */
export function answerData(bank: Bank, { method, url, headers }: SandboxRequest): Answer {
  if (isTooMany(bank.misbehaviour, bank.recentCallsMs, bank.now())) return tooMany(bank)
  if (method !== 'GET') return dataError(405, 405, 'Method not allowed')

  const [, name = '', version = '', provider = '', ...rest] = url.pathname.split('/')
  const product = findProduct(name, rest)
  if (!product || !/^v[23]$/.test(version)) return dataError(403, 403, 'Wrong route or version')
  if (provider !== 'mikomo' || (version === 'v3' && !hasHeaders(headers))) {
    return dataError(400, 401, 'Invalid input')
  }

  const consent = readBearer(bank, headers.authorization)
  if (consent?.revokedBy === 'bank') return dataError(404, 601, 'Customer not found')
  const user = findUser(consent?.user ?? '')
  if (!user || consent?.state !== 'active') return dataError(401, 602, 'Customer not authorized')
  if (!user.products.includes(product.subscription)) {
    return dataError(403, 403, 'Incorrect providerId or no subscription to provider')
  }

  const intent = headers['x-akoya-intent-type']
  const needsIntent = version === 'v3' && user.products.includes('payments')
  if (needsIntent && intent !== 'payments' && intent !== 'nonpayments') {
    return dataError(400, 401, 'Invalid input')
  }
  const accounts = user.accounts.filter(({ accountId }) => consent.accountIds.includes(accountId))
  return product.answer({ bank, user, accounts, accountId: rest[0] ?? '', url })
}

function tooMany({ misbehaviour: { retryAfterSeconds } }: Bank): Answer {
  const answer = dataError(429, 1207, 'Too many requests')
  if (retryAfterSeconds === null) return answer
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterSeconds) } }
}

/** v3 requires whether the request is a batch or a user waits for it, and when the user last used the app, in UTC. */
function hasHeaders(headers: SandboxRequest['headers']): boolean {
  const type = headers['x-akoya-interaction-type']
  const lastAccess = headers['x-akoya-last-access']
  return (
    (type === 'USER' || type === 'BATCH') &&
    typeof lastAccess === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(lastAccess) &&
    !Number.isNaN(Date.parse(lastAccess))
  )
}
