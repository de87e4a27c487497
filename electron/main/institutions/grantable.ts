import type { Permission } from '../../../shared/models/connection.ts'
import type { Environment } from '../../../shared/models/registration.ts'

const akoyaProducts: Permission[] = [
  'accounts',
  'balances',
  'transactions',
  'investments',
  'payments',
  'customers',
  'statements',
  'taxes',
]

/** Everything that a kind of server can grant, in the order shown: what a grant lacks is shown struck out. */
export function grantableAt(environment: Environment): Permission[] {
  return environment.kind === 'openid' ? ['identity', 'email'] : akoyaProducts
}
