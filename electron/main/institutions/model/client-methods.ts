import type { ProfileInput } from './kind.ts'

const methods = {
  key: 'private_key_jwt',
  certificate: 'certificate',
  nothing: 'none',
} as const

/**
 * How the client authenticates at each endpoint with the credential that its registration has.
 *
 * @param secretMethod how it sends a secret
 */
export function clientMethods<Method extends string>(
  credential: ProfileInput['credential'],
  secretMethod: Method,
) {
  const method = credential === 'secret' ? secretMethod : methods[credential]
  return { exchange: method, refresh: method, revoke: method }
}
