import { authorizationServerOf } from '../../shared/authorization-server.ts'
import { readAuthorizationDetails } from '../../shared/authorization-details.ts'
import type { Failure } from '../../shared/errors.ts'
import {
  addressesOf,
  institutionKinds,
  type AddressField,
  type InstitutionKindName,
} from '../../shared/institution-kinds.ts'
import type {
  Environment,
  Protections,
  RedirectMode,
  Registration,
  RegistrationInput,
} from '../../shared/models/registration.ts'
import type { Preset } from '../../shared/models/preset.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import { emptyOAuthDraft, oauthDraftOf, settingsOf, type OAuthDraft } from './oauth-draft.ts'

/** The kinds that a user can register, in the order shown. */
export const kinds = (Object.keys(institutionKinds) as InstitutionKindName[]).filter(
  (kind) => !institutionKinds[kind].isBuiltIn,
)

/** The entries of the registration form, with the addresses of every kind of server. */
export interface Draft extends Record<AddressField, string>, OAuthDraft {
  name: string
  kind: InstitutionKindName
  clientId: string
  /** A secret, a key generated on this computer, or a client certificate. */
  authentication: NonNullable<RegistrationInput['authentication']>
  /** Of one that was read; null for none, undefined for the registration's own. */
  certificateId: string | null | undefined
  /** JSON, as typed. */
  authorizationDetails: string
  protections: Protections
  scopes: string
  redirectMode: RedirectMode['mode']
  /** Only where the kind of server grants them. */
  readsNumbers: boolean
  /** For `loopback`. */
  redirectPath: string
  /** For `fixed`. */
  redirectUri: string
  /** For `relay` and `paste`. */
  publicUri: string
}

const fixedUri = 'http://localhost:8080/callback'

const noAddresses: Record<AddressField, string> = {
  authorizationBase: '',
  dataBase: '',
  issuer: '',
  resource: '',
  authorizationEndpoint: '',
  tokenEndpoint: '',
  revocationEndpoint: '',
  loginAddress: '',
}
const addressFields = Object.keys(noAddresses) as AddressField[]

/** A field of the form. The client secret is not part of the draft: it stays in its input. */
export type FormField = keyof Draft | 'clientSecret' | 'certificate'

/** The form field of a refused input; null if it is not about one field. */
export function fieldMeant(failure: Failure | null): FormField | null {
  if (failure?.code === 'name_taken') return 'name'
  return failure?.code === 'invalid_input' ? fieldOf(failure.detail.field ?? '') : null
}

const fieldOfSetting: Readonly<Record<string, FormField>> = {
  authorizationParameters: 'authorizationParameters',
  loginPath: 'loginPath',
  codeSeconds: 'codeSeconds',
  refreshLife: 'refreshDays',
}

/** The form field of an input's: `environment.issuer` is `issuer`, `scopes.0` is `scopes`. */
export function fieldOf(field: string): FormField | null {
  if (field === 'name' || field === 'clientId' || field === 'clientSecret') return field
  if (field === 'certificate' || field.startsWith('authorizationDetails')) return field as FormField
  if (field === 'redirect' || field === 'redirect.uri') return 'redirectUri'
  if (field.startsWith('scopes')) return 'scopes'
  const [, setting] = /^environment\.settings\.(\w+)/.exec(field) ?? []
  if (setting !== undefined) return fieldOfSetting[setting] ?? null
  return addressFields.find((address) => field === `environment.${address}`) ?? null
}

/** Changes the kind of server. Scopes and redirect change to its defaults, unless the user has edited them. */
export function withKind(draft: Draft, kind: InstitutionKindName): Draft {
  const [was, is] = [institutionKinds[draft.kind].defaults, institutionKinds[kind].defaults]
  return {
    ...draft,
    kind,
    certificateId: takesCertificate({ kind }) ? draft.certificateId : undefined,
    scopes: draft.scopes === was.scopes ? is.scopes : draft.scopes,
    redirectMode: draft.redirectMode === was.redirectMode ? is.redirectMode : draft.redirectMode,
  }
}

/** Fills in what a preset knows. The name, the client and a redirect address of one's own stay. */
export function withPreset(draft: Draft, preset: Preset): Draft {
  const { environment, scopes, redirect } = preset
  const settings = environment.kind === 'oauth' ? oauthDraftOf(environment.settings) : emptyOAuthDraft
  const uri = redirect.mode === 'loopback' || redirect.uri === '' ? null : redirect.uri
  return {
    ...draft,
    ...noAddresses,
    ...Object.fromEntries(addressesOf(environment)),
    ...settings,
    kind: environment.kind,
    certificateId: takesCertificate(environment) ? draft.certificateId : undefined,
    preset: preset.id,
    scopes: scopes.join(' '),
    redirectMode: redirect.mode,
    ...(uri === null ? {} : redirect.mode === 'fixed' ? { redirectUri: uri } : { publicUri: uri }),
  }
}

export function draftOf(before: Registration | null): Draft {
  const empty: Draft = {
    name: '',
    kind: 'akoya-sandbox',
    ...noAddresses,
    ...emptyOAuthDraft,
    clientId: '',
    authentication: 'secret',
    certificateId: undefined,
    authorizationDetails: '',
    protections: usualProtections,
    readsNumbers: false,
    redirectPath: `/callback/${crypto.randomUUID().slice(0, 8)}`,
    redirectUri: fixedUri,
    publicUri: '',
    ...institutionKinds['akoya-sandbox'].defaults,
  }
  if (!before) return empty
  const { environment, redirect } = before
  return {
    ...empty,
    ...Object.fromEntries(addressesOf(environment)),
    ...(environment.kind === 'oauth' ? oauthDraftOf(environment.settings) : {}),
    kind: environment.kind,
    name: before.name,
    clientId: before.clientId,
    authentication: before.certificate?.authenticates
      ? 'certificate'
      : before.publicKey === null
        ? 'secret'
        : 'key',
    authorizationDetails: before.authorizationDetails
      ? JSON.stringify(before.authorizationDetails, null, 2)
      : '',
    protections: before.protections,
    readsNumbers: before.readsNumbers,
    scopes: before.scopes.join(' '),
    redirectMode: redirect.mode,
    redirectPath: redirect.mode === 'loopback' ? (redirect.path ?? '/callback') : empty.redirectPath,
    redirectUri: redirect.mode === 'fixed' ? redirect.uri : fixedUri,
    publicUri: redirect.mode === 'relay' || redirect.mode === 'paste' ? redirect.uri : '',
  }
}

/** @param clientSecret as typed; empty keeps the one in the keychain */
export function toInput(draft: Draft, before: Registration | null, clientSecret: string): RegistrationInput {
  const hasSecret = holdsSecret(before)
  const authentication = authenticationOf(draft)
  const sendsSecret = authentication === 'secret' && !(clientSecret === '' && hasSecret)
  const details = readAuthorizationDetails(draft.authorizationDetails) ?? []
  return {
    name: draft.name,
    environment: environmentOf(draft),
    clientId: draft.clientId,
    authentication,
    ...certificateOf(draft, before),
    ...(takesCertificate(draft) ? { authorizationDetails: details } : {}),
    ...(sendsSecret ? { clientSecret } : {}),
    protections: draft.protections,
    scopes: draft.scopes.split(/\s+/).filter(Boolean),
    redirect: redirectOf(draft),
    readsNumbers: draft.readsNumbers && institutionKinds[draft.kind].permissions.includes('payments'),
  }
}

/**
 * Another server's registration with the same redirect URI. An answer there does not show which server sent it: RFC 9700 section 4.4.2
 * wants an address of its own for each.
 */
export function sharedRedirect(
  draft: Draft,
  before: Registration | null,
  registrations: readonly Registration[],
): Registration | null {
  const redirect = redirectOf(draft)
  if (redirect.mode === 'loopback') return null
  const server = authorizationServerOf(environmentOf(draft))
  return (
    registrations.find(
      (other) =>
        other.id !== before?.id &&
        other.redirect.mode !== 'loopback' &&
        other.redirect.uri === redirect.uri &&
        authorizationServerOf(other.environment) !== server,
    ) ?? null
  )
}

/** A kind of server that takes no certificate takes the registration's away. */
function certificateOf(draft: Draft, before: Registration | null): Pick<RegistrationInput, 'certificateId'> {
  if (!takesCertificate(draft)) return before?.certificate ? { certificateId: null } : {}
  return draft.certificateId === undefined ? {} : { certificateId: draft.certificateId }
}

/** Of the chosen kind of server. */
export function authenticationOf({ kind, authentication }: Draft): Draft['authentication'] {
  return institutionKinds[kind].authentications.includes(authentication) ? authentication : 'secret'
}

export function takesCertificate({ kind }: Pick<Draft, 'kind'>): boolean {
  return institutionKinds[kind].authentications.includes('certificate')
}

/** Whether the keychain has a client secret of a registration, and not a key or only a certificate. */
export function holdsSecret(before: Registration | null): boolean {
  return before?.hasSecret === true && before.publicKey === null && before.certificate?.authenticates !== true
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

/** The main process checks it once more. */
function environmentOf(draft: Draft): Environment {
  const addresses = addressFieldsOf(draft.kind).flatMap(([field, need]) => {
    const address = draft[field].trim()
    return address === '' && need === 'optional' ? [] : [[field, address]]
  })
  const settings = draft.kind === 'oauth' ? { settings: settingsOf(draft) } : {}
  return { kind: draft.kind, ...Object.fromEntries(addresses), ...settings } as Environment
}

/** The addresses that a kind of server needs or takes, in the order shown. */
export function addressFieldsOf(kind: InstitutionKindName): [AddressField, 'required' | 'optional'][] {
  return Object.entries(institutionKinds[kind].addresses) as [AddressField, 'required' | 'optional'][]
}
