import type { Environment, RedirectMode, RegistrationInput } from '../../../shared/models/registration.ts'
import { AppError } from '../core/errors.ts'
import type { Deps } from '../runtime/deps.ts'

/** @throws AppError `invalid_input`, with the field that can't be used */
export function requireUsable(
  deps: Pick<Deps, 'settings'>,
  input: RegistrationInput,
  rules: { needsSecret: boolean },
): void {
  const { environment } = input
  if (environment.kind === 'mikomo') throw new AppError('invalid_input', { field: 'environment' })
  for (const [field, url] of Object.entries(urlsOf(environment))) {
    if (!isServerUrl(url, deps.settings.allowLoopbackIssuer)) {
      throw new AppError('invalid_input', { field: `environment.${field}` })
    }
  }
  if (rules.needsSecret && !input.clientSecret) throw new AppError('invalid_input', { field: 'clientSecret' })
  // Akoya knows secrets only.
  if (input.authentication === 'key' && environment.kind !== 'openid') {
    throw new AppError('invalid_input', { field: 'authentication' })
  }
  if (!input.scopes.includes('openid')) throw new AppError('invalid_input', { field: 'scopes' })
  if (!isRedirect(input.redirect, deps.settings.allowLoopbackIssuer)) {
    throw new AppError('invalid_input', { field: 'redirect.uri' })
  }
}

function urlsOf(environment: Environment): Record<string, string> {
  switch (environment.kind) {
    case 'akoya-hosts':
      return {
        authorizationBase: environment.authorizationBase,
        dataBase: environment.dataBase,
        issuer: environment.issuer,
      }
    case 'openid':
      return {
        issuer: environment.issuer,
        ...(environment.resource === undefined ? {} : { resource: environment.resource }),
      }
    default:
      return {}
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
      return isLoopbackRedirect(redirect.uri)
    case 'relay':
    case 'paste':
      return isServerUrl(redirect.uri, allowLoopbackHttp)
  }
}

/** RFC 8252 section 7.3; a port is needed, because this one is compared exactly. */
function isLoopbackRedirect(text: string): boolean {
  const url = URL.parse(text)
  if (!url || url.username || url.password || url.search || url.hash) return false
  return url.protocol === 'http:' && loopbackHosts.has(url.hostname) && url.port !== ''
}
