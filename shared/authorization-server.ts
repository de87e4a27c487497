import { addressesOf } from './institution-kinds.ts'
import type { Environment } from './models/registration.ts'

/** Called after an answer has come, and not part of where it comes from. */
const others = new Set(['dataBase', 'loginAddress', 'resource', 'revocationEndpoint'])

/** The authorization server of an environment, to be compared: two are the same if a browser and a code go to the same addresses. */
export function authorizationServerOf(environment: Environment): string {
  return JSON.stringify([environment.kind, addressesOf(environment).filter(([field]) => !others.has(field))])
}
