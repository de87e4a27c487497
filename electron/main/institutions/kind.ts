import type { InstitutionKindName } from '../../../shared/institution-kinds.ts'
import type { Environment, Protections } from '../../../shared/models/registration.ts'
import type { Profile } from './profile.ts'

/** The built-in institution's server. */
export interface BuiltInServer {
  baseUrl: string
  issuer: string
  /** Adds a redirect URI to those of a client. */
  allowRedirectUri(clientId: string, redirectUri: string): void
}

/** What a profile is made from. */
export interface ProfileInput<E = Environment> {
  environment: E
  /** Of the institution; empty where it has none. */
  connector: string
  credential: 'key' | 'secret' | 'nothing'
  protections: Protections
  /** http:// addresses on a loopback host are accepted. */
  allowLoopbackHttp: boolean
  /** Starts the built-in institution's server. @throws AppError `sandbox_unavailable` */
  openBuiltIn(): Promise<BuiltInServer>
}

/** How Mooring talks to institutions of one kind. What else is known of the kind is in shared/institution-kinds.ts. */
export interface InstitutionKind<E = Environment, Server = unknown> {
  /** Hosts that only registrations of this environment may send a code or a token to. */
  authorizationHosts(environment: E): string[]
  /** Addresses on the network that requests go to: of the authorization and the data server. */
  addresses(environment: E): string[]
  profile(input: ProfileInput<E>): Profile<Server> | Promise<Profile<Server>>
}

export type EnvironmentOf<Name extends InstitutionKindName> = Extract<Environment, { kind: Name }>

export type InstitutionKinds<E extends { kind: string } = Environment> = {
  readonly [Name in E['kind']]: InstitutionKind<Extract<E, { kind: Name }>>
}
