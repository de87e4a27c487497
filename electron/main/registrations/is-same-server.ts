import { addressesOf } from '../../../shared/institution-kinds.ts'
import type { Environment } from '../../../shared/models/registration.ts'

/** Whether two registrations send secrets and tokens to the same addresses, and ask the same for whose they are. Other settings may differ. */
export function isSameServer(one: Environment, other: Environment): boolean {
  return JSON.stringify(serverOf(one)) === JSON.stringify(serverOf(other))
}

function serverOf(environment: Environment): unknown {
  const loginPath = environment.kind === 'oauth' ? environment.settings.loginPath : undefined
  return [environment.kind, addressesOf(environment), loginPath]
}
