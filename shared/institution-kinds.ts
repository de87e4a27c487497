import type { Permission } from './models/connection.ts'
import type { MaintenanceWindow } from './models/hours.ts'
import type { Environment, Protections, RedirectMode, RegistrationInput } from './models/registration.ts'

export type InstitutionKindName = Environment['kind']

/** The fields of an environment other than `kind` and `settings`: each is a server's address. */
export type AddressField<E extends { kind: string } = Environment> = E extends { kind: string }
  ? Exclude<keyof E, 'kind' | 'settings'>
  : never

/** What both processes know of a kind of institution. Its protocol code is in electron/main/institutions, its label in renderer/text. */
export interface InstitutionKindTraits<E extends { kind: string } = Environment> {
  /** Kinds of one family share their protocol and its sentences. */
  family: 'mikomo' | 'akoya' | 'fdx' | 'openid' | 'oauth'
  /** Money is real only in `production`. */
  stage: 'sandbox' | 'production' | 'other'
  /** Runs inside Mooring, which makes the registration itself: the user can't add, change or remove it. */
  isBuiltIn: boolean
  /** The hub between Mooring and the institution; null for none. */
  hub: string | null
  /** The hub lists connectors and consents for an app with service credentials. */
  hubService?: true
  /** Planned work does not begin in these. */
  maintenance: readonly MaintenanceWindow[]
  /** `connector`: a registration has many institutions, each known by its connector. `issuer`: it has one, the issuer itself. */
  institutionsBy: 'connector' | 'issuer'
  /** The addresses of a registration. The form shows the required ones first. */
  addresses: Record<AddressField<E>, 'required' | 'optional'>
  /** How the client may authenticate itself. */
  authentications: readonly NonNullable<RegistrationInput['authentication']>[]
  /** False if a public client, which has neither secret nor key, is possible. */
  needsCredential: boolean
  /** Those of the registration's protections that are used if the server's metadata announces them. */
  protections: readonly (keyof Protections)[]
  /** The defaults of a new registration. */
  defaults: { scopes: string; redirectMode: RedirectMode['mode'] }
  /** Everything that can be granted, in the order shown. */
  permissions: readonly Permission[]
  /** Those that Mooring reads something with. */
  read: readonly Permission[]
  /** The permission that a scope gives. Null if scopes give none, and every link requests everything. */
  permissionOfScope: Readonly<Record<string, Permission>> | null
}

export type InstitutionKindTable<E extends { kind: string } = Environment> = {
  readonly [Name in E['kind']]: InstitutionKindTraits<Extract<E, { kind: Name }>>
}

/** The data of FDX, also at Akoya. */
const fdxPermissions: readonly Permission[] = [
  'accounts',
  'balances',
  'transactions',
  'investments',
  'payments',
  'customers',
  'statements',
  'taxes',
]

const akoya = {
  family: 'akoya',
  isBuiltIn: false,
  hub: 'Akoya',
  maintenance: [
    {
      of: 'Akoya',
      weekday: 2,
      hours: { from: '10:00', to: '13:00' },
      timeZone: 'America/New_York',
    },
  ],
  institutionsBy: 'connector',
  authentications: ['secret'],
  needsCredential: true,
  protections: [],
  defaults: { scopes: 'openid profile offline_access', redirectMode: 'fixed' },
  permissions: fdxPermissions,
  read: fdxPermissions.filter((permission) => permission !== 'payments'),
  permissionOfScope: null,
} as const

/** FDX's data clusters as scopes. A link requests those by default that something is read with. */
const fdxScopes: Readonly<Record<string, Permission>> = {
  'fdx:accountbasic:read': 'accounts',
  'fdx:accountdetailed:read': 'balances',
  'fdx:transactions:read': 'transactions',
  'fdx:investments:read': 'investments',
  'fdx:customercontact:read': 'customers',
  'fdx:statements:read': 'statements',
  'fdx:tax:read': 'taxes',
}
const fdxPaymentScopes: Readonly<Record<string, Permission>> = {
  'fdx:accountpayments:read': 'payments',
  'fdx:paymentsupport:read': 'payments',
}

/** In the order of the registration form. */
export const institutionKinds: InstitutionKindTable = {
  mikomo: {
    ...akoya,
    hubService: true,
    family: 'mikomo',
    stage: 'sandbox',
    isBuiltIn: true,
    hub: null,
    maintenance: [],
    addresses: {},
  },
  'akoya-sandbox': { ...akoya, hubService: true, stage: 'sandbox', addresses: {} },
  'akoya-production': {
    ...akoya,
    hubService: true,
    stage: 'production',
    addresses: {},
    // Requires a public https address.
    defaults: { ...akoya.defaults, redirectMode: 'relay' },
  },
  'akoya-hosts': {
    ...akoya,
    stage: 'other',
    // The servers are others', whose hours are not known.
    maintenance: [],
    addresses: { authorizationBase: 'required', dataBase: 'required', issuer: 'required' },
  },
  fdx: {
    family: 'fdx',
    stage: 'other',
    isBuiltIn: false,
    hub: null,
    institutionsBy: 'issuer',
    addresses: { issuer: 'required', dataBase: 'required', resource: 'optional' },
    authentications: ['secret', 'key', 'certificate'],
    needsCredential: false,
    protections: ['pushesRequests', 'signsAnswers', 'postsAnswers', 'managesGrants'],
    defaults: {
      scopes: ['openid', 'offline_access', ...Object.keys(fdxScopes)].join(' '),
      redirectMode: 'loopback',
    },
    permissions: fdxPermissions,
    read: fdxPermissions.filter((permission) => permission !== 'payments'),
    permissionOfScope: { ...fdxScopes, ...fdxPaymentScopes },
    // The servers are others', whose hours are not known.
    maintenance: [],
  },
  openid: {
    family: 'openid',
    stage: 'other',
    isBuiltIn: false,
    hub: null,
    maintenance: [],
    institutionsBy: 'issuer',
    addresses: { issuer: 'required', resource: 'optional' },
    authentications: ['secret', 'key', 'certificate'],
    needsCredential: false,
    protections: ['pushesRequests', 'bindsTokens', 'signsAnswers', 'postsAnswers', 'managesGrants'],
    defaults: { scopes: 'openid profile email offline_access', redirectMode: 'loopback' },
    permissions: ['identity', 'email'],
    read: ['identity', 'email'],
    permissionOfScope: { profile: 'identity', email: 'email' },
  },
  oauth: {
    family: 'oauth',
    stage: 'other',
    isBuiltIn: false,
    hub: null,
    maintenance: [],
    institutionsBy: 'issuer',
    addresses: {
      issuer: 'optional',
      authorizationEndpoint: 'optional',
      tokenEndpoint: 'optional',
      revocationEndpoint: 'optional',
      loginAddress: 'optional',
      resource: 'optional',
    },
    authentications: ['secret', 'key', 'certificate'],
    needsCredential: false,
    protections: ['pushesRequests', 'signsAnswers', 'postsAnswers', 'managesGrants'],
    defaults: { scopes: '', redirectMode: 'loopback' },
    // Its scopes mean what the institution says: they are shown by name.
    permissions: [],
    read: [],
    permissionOfScope: {},
  },
}

/** The addresses of an environment, by field; optional ones only if set. */
export function addressesOf({ kind: _kind, ...rest }: Environment): [field: string, address: string][] {
  return Object.entries<unknown>(rest).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
}

/** Whether the user names the login of a link, because the institution does not say who signed in. */
export function isLoginNamed(environment: Environment): boolean {
  return environment.kind === 'oauth' && environment.settings.loginPath === undefined
}
