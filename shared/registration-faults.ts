import { parseFixedRedirect } from './fixed-redirect.ts'
import { addressesOf, institutionKinds } from './institution-kinds.ts'
import type { RedirectMode, RegistrationInput } from './models/registration.ts'
import { oauthFaultsOf } from './oauth-faults.ts'

/** What Node and browsers both have (WHATWG URL). */
declare const URL: {
  parse(
    text: string,
  ): Readonly<
    Record<'protocol' | 'hostname' | 'port' | 'username' | 'password' | 'search' | 'hash', string>
  > | null
}

/**
 * The fields of a registration that can't be used, such as `name` or `environment.issuer`: all of them, so that a form can mark them at
 * once. The main process refuses the first.
 *
 * @param options.keepsSecret whether the registration keeps a secret that it already has
 * @param options.hasCertificate whether the registration has a client certificate when it is saved
 * @param options.allowLoopbackHttp accept http:// addresses of servers on a loopback host
 */
export function faultsOf(
  input: RegistrationInput,
  {
    keepsSecret,
    hasCertificate,
    allowLoopbackHttp,
  }: { keepsSecret: boolean; hasCertificate: boolean; allowLoopbackHttp: boolean },
): string[] {
  const kind = institutionKinds[input.environment.kind]
  const addresses = addressesOf(input.environment).filter(([, url]) => !isServerUrl(url, allowLoopbackHttp))
  return [
    ...(input.name.trim() === '' ? ['name'] : []),
    ...(kind.isBuiltIn ? ['environment'] : []),
    ...addresses.map(([field]) => `environment.${field}`),
    ...(input.clientId.trim() === '' ? ['clientId'] : []),
    ...(kind.needsCredential && !keepsSecret && !input.clientSecret ? ['clientSecret'] : []),
    ...(input.authentication !== undefined && !kind.authentications.includes(input.authentication)
      ? ['authentication']
      : []),
    ...(input.authentication === 'certificate' && !hasCertificate ? ['certificate'] : []),
    ...(hasCertificate && !kind.authentications.includes('certificate') ? ['certificate'] : []),
    ...(input.environment.kind === 'oauth' || input.scopes.includes('openid') ? [] : ['scopes']),
    ...(input.environment.kind === 'oauth' ? oauthFaultsOf(input.environment) : []),
    ...(isRedirect(input.redirect, allowLoopbackHttp) ? [] : ['redirect.uri']),
  ]
}

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** An address of a server: https without user, query and fragment, or http on a loopback host where that is allowed. */
export function isServerUrl(text: string, allowLoopbackHttp: boolean): boolean {
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
      return (parseFixedRedirect(redirect.uri)?.port ?? null) !== null
    case 'relay':
    case 'paste':
      return isServerUrl(redirect.uri, allowLoopbackHttp)
  }
}
