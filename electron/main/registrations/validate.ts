import { addressesOf, institutionKinds } from '../../../shared/institution-kinds.ts'
import type { RedirectMode, RegistrationInput } from '../../../shared/models/registration.ts'
import { AppError } from '../core/errors.ts'
import { isFixedRedirect } from '../oauth/redirects/loopback.ts'
import type { Deps } from '../runtime/deps.ts'

/**
 * @param keepsSecret whether the registration keeps a secret that it already has
 * @throws AppError `invalid_input`, with the field that can't be used
 */
export function requireUsable(
  deps: Pick<Deps, 'settings'>,
  input: RegistrationInput,
  { keepsSecret }: { keepsSecret: boolean },
): void {
  const kind = institutionKinds[input.environment.kind]
  if (kind.isBuiltIn) throw new AppError('invalid_input', { field: 'environment' })
  for (const [field, url] of addressesOf(input.environment)) {
    if (!isServerUrl(url, deps.settings.allowLoopbackIssuer)) {
      throw new AppError('invalid_input', { field: `environment.${field}` })
    }
  }
  if (kind.needsCredential && !keepsSecret && !input.clientSecret) {
    throw new AppError('invalid_input', { field: 'clientSecret' })
  }
  if (input.authentication !== undefined && !kind.authentications.includes(input.authentication)) {
    throw new AppError('invalid_input', { field: 'authentication' })
  }
  if (!input.scopes.includes('openid')) throw new AppError('invalid_input', { field: 'scopes' })
  if (!isRedirect(input.redirect, deps.settings.allowLoopbackIssuer)) {
    throw new AppError('invalid_input', { field: 'redirect.uri' })
  }
}

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

function isServerUrl(text: string, allowLoopbackHttp: boolean): boolean {
  const url = URL.parse(text)
  if (!url || url.username || url.password || url.search || url.hash) return false
  if (url.protocol === 'https:') return true
  return allowLoopbackHttp && url.protocol === 'http:' && loopbackHosts.has(url.hostname)
}

function isRedirect(redirect: RedirectMode, allowLoopbackHttp: boolean): boolean {
  switch (redirect.mode) {
    case 'loopback':
      return true
    case 'fixed':
      // The port is required, because this URI is compared exactly.
      return isFixedRedirect(redirect.uri) && new URL(redirect.uri).port !== ''
    case 'relay':
    case 'paste':
      return isServerUrl(redirect.uri, allowLoopbackHttp)
  }
}
