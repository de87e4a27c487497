import { authorizationServerOf } from '../../../shared/authorization-server.ts'
import { institutionKinds } from '../../../shared/institution-kinds.ts'
import type { RedirectMode, RegistrationInput } from '../../../shared/models/registration.ts'
import { AppError } from '../core/errors.ts'
import type { RegistrationRow } from '../store/rows.ts'

/**
 * Refuses a redirect URI that a registration at another server has, if one of the two is without OpenID Connect: such a server may send
 * no `iss`, and then only the redirect URI says which server an answer comes from.
 *
 * @param others all other registrations
 * @throws AppError `redirect_shared`, with the other registration's name in `cause`
 * @see RFC 9700 section 4.4.2
 */
export function requireOwnRedirect(
  others: readonly Pick<RegistrationRow, 'name' | 'environment' | 'redirect'>[],
  { environment, redirect }: Pick<RegistrationInput, 'environment' | 'redirect'>,
): void {
  const found = others.find(
    (other) =>
      [other.environment.kind, environment.kind].includes('oauth') &&
      !institutionKinds[other.environment.kind].isBuiltIn &&
      isSameRedirect(other.redirect, redirect) &&
      authorizationServerOf(other.environment) !== authorizationServerOf(environment),
  )
  if (found) throw new AppError('redirect_shared', { cause: found.name.slice(0, 80) })
}

/** Compares what a server returns to: an address, or a path at any port of this computer. */
function isSameRedirect(one: RedirectMode, other: RedirectMode): boolean {
  return addressOf(one) === addressOf(other)
}

function addressOf(redirect: RedirectMode): string {
  if (redirect.mode === 'loopback') return redirect.path ?? '/callback'
  // As the answer is compared: https://127.0.0.1 and https://127.0.0.1/ are one.
  return URL.parse(redirect.uri)?.href ?? redirect.uri
}
