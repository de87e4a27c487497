import type { Failure } from '../../shared/errors.ts'
import type {
  Environment,
  Protections,
  RedirectMode,
  Registration,
  RegistrationInput,
} from '../../shared/models/registration.ts'
import { usualProtections } from '../../shared/usual-protections.ts'

export const kinds = ['akoya-sandbox', 'akoya-production', 'akoya-hosts', 'openid'] as const
export type Kind = (typeof kinds)[number]

/** The entries of the registration form. */
export interface Draft {
  name: string
  kind: Kind
  authorizationBase: string
  dataBase: string
  issuer: string
  /** The resource that tokens are for (RFC 8707); empty for none. */
  resource: string
  clientId: string
  clientSecret: string
  /** At an OpenID server: a secret, or a key generated on this computer. */
  authentication: 'secret' | 'key'
  protections: Protections
  scopes: string
  redirectMode: RedirectMode['mode']
  /** For `loopback`. */
  redirectPath: string
  /** For `fixed`. */
  redirectUri: string
  /** For `relay` and `paste`. */
  publicUri: string
}

const fixedUri = 'http://localhost:8080/callback'

/** The usual entries for a kind of server. */
function defaultsOf(kind: Kind): Pick<Draft, 'scopes' | 'redirectMode'> {
  const scopes = 'openid profile offline_access'
  switch (kind) {
    case 'openid':
      return { scopes: 'openid profile email offline_access', redirectMode: 'loopback' }
    case 'akoya-production':
      // Requires a public https address.
      return { scopes, redirectMode: 'relay' }
    default:
      return { scopes, redirectMode: 'fixed' }
  }
}

/** The form field of a refused input: `environment.issuer` is `issuer`, `scopes.0` is `scopes`. */
export function fieldMeant(failure: Failure | null): keyof Draft | null {
  const field =
    failure?.code === 'name_taken' ? 'name' : failure?.code === 'invalid_input' && failure.detail.field
  switch (field) {
    case 'name':
    case 'clientId':
    case 'clientSecret':
      return field
    case 'environment.authorizationBase':
      return 'authorizationBase'
    case 'environment.dataBase':
      return 'dataBase'
    case 'environment.issuer':
      return 'issuer'
    case 'environment.resource':
      return 'resource'
    case 'redirect':
    case 'redirect.uri':
      return 'redirectUri'
    default:
      return field && field.startsWith('scopes') ? 'scopes' : null
  }
}

/** Changes the kind of server. Scopes and redirect change to its defaults, unless the user has edited them. */
export function withKind(draft: Draft, kind: Kind): Draft {
  const [was, is] = [defaultsOf(draft.kind), defaultsOf(kind)]
  return {
    ...draft,
    kind,
    scopes: draft.scopes === was.scopes ? is.scopes : draft.scopes,
    redirectMode: draft.redirectMode === was.redirectMode ? is.redirectMode : draft.redirectMode,
  }
}

export function draftOf(before: Registration | null): Draft {
  const empty: Draft = {
    name: '',
    kind: 'akoya-sandbox',
    authorizationBase: '',
    dataBase: '',
    issuer: '',
    resource: '',
    clientId: '',
    clientSecret: '',
    authentication: 'secret',
    protections: usualProtections,
    redirectPath: `/callback/${crypto.randomUUID().slice(0, 8)}`,
    redirectUri: fixedUri,
    publicUri: '',
    ...defaultsOf('akoya-sandbox'),
  }
  if (!before || before.environment.kind === 'mikomo') return empty
  const { environment, redirect } = before
  return {
    ...empty,
    ...environment,
    resource: (environment.kind === 'openid' && environment.resource) || '',
    name: before.name,
    clientId: before.clientId,
    authentication: before.publicKey === null ? 'secret' : 'key',
    protections: before.protections,
    scopes: before.scopes.join(' '),
    redirectMode: redirect.mode,
    redirectPath: redirect.mode === 'loopback' ? (redirect.path ?? '/callback') : empty.redirectPath,
    redirectUri: redirect.mode === 'fixed' ? redirect.uri : fixedUri,
    publicUri: redirect.mode === 'relay' || redirect.mode === 'paste' ? redirect.uri : '',
  }
}

export function toInput(draft: Draft, before: Registration | null): RegistrationInput {
  const hasSecret = before?.hasSecret === true && before.publicKey === null
  const isByKey = draft.kind === 'openid' && draft.authentication === 'key'
  const sendsSecret = !isByKey && !(draft.clientSecret === '' && hasSecret)
  return {
    name: draft.name,
    environment: environmentOf(draft),
    clientId: draft.clientId,
    authentication: isByKey ? 'key' : 'secret',
    ...(sendsSecret ? { clientSecret: draft.clientSecret } : {}),
    protections: draft.protections,
    scopes: draft.scopes.split(/\s+/).filter(Boolean),
    redirect: redirectOf(draft),
  }
}

function redirectOf(draft: Draft): RedirectMode {
  switch (draft.redirectMode) {
    case 'loopback':
      return { mode: 'loopback', path: draft.redirectPath }
    case 'fixed':
      return { mode: 'fixed', uri: draft.redirectUri.trim() }
    case 'relay':
    case 'paste':
      return { mode: draft.redirectMode, uri: draft.publicUri.trim() }
  }
}

function environmentOf(draft: Draft): Environment {
  const { authorizationBase, dataBase, issuer, resource } = {
    authorizationBase: draft.authorizationBase.trim(),
    dataBase: draft.dataBase.trim(),
    issuer: draft.issuer.trim(),
    resource: draft.resource.trim(),
  }
  switch (draft.kind) {
    case 'akoya-hosts':
      return { kind: 'akoya-hosts', authorizationBase, dataBase, issuer }
    case 'openid':
      return { kind: 'openid', issuer, ...(resource === '' ? {} : { resource }) }
    default:
      return { kind: draft.kind }
  }
}
