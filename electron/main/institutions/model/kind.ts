import type { InstitutionKindName } from '../../../../shared/institution-kinds.ts'
import type { Environment, Protections } from '../../../../shared/models/registration.ts'
import type { Profile } from './profile.ts'

/** The built-in institution's server. */
export interface BuiltInServer {
  baseUrl: string
  issuer: string
  /** Adds a redirect URI to a client. */
  allowRedirectUri(clientId: string, redirectUri: string): void
}

/** The input of a profile. */
export interface ProfileInput<E = Environment> {
  environment: E
  /** The institution's connector; empty for none. */
  connector: string
  credential: 'key' | 'secret' | 'certificate' | 'nothing'
  protections: Protections
  /** Accept http:// addresses on a loopback host. */
  allowLoopbackHttp: boolean
  /** Starts the built-in institution's server. @throws AppError `sandbox_unavailable` */
  openBuiltIn(): Promise<BuiltInServer>
}

/** How Mooring talks to institutions of one kind. The kind's other data is in shared/institution-kinds.ts. */
export interface InstitutionKind<E = Environment, Server = unknown> {
  /** Hosts to which only registrations of this environment may send a code or token. */
  authorizationHosts(environment: E): string[]
  /** The addresses of the authorization server and the data server. */
  addresses(environment: E): string[]
  profile(input: ProfileInput<E>): Profile<Server> | Promise<Profile<Server>>
}

export type EnvironmentOf<Name extends InstitutionKindName> = Extract<Environment, { kind: Name }>

export type InstitutionKinds<E extends { kind: string } = Environment> = {
  readonly [Name in E['kind']]: InstitutionKind<Extract<E, { kind: Name }>>
}
