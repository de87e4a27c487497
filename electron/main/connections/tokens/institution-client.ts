import type { InstitutionKindName } from '../../../../shared/institution-kinds.ts'
import type { Environment, Protections } from '../../../../shared/models/registration.ts'
import { AppError } from '../../core/errors.ts'
import { kinds } from '../../institutions/index.ts'
import type { InstitutionKind } from '../../institutions/kind.ts'
import type { Profile } from '../../institutions/profile.ts'
import { readClientKey } from '../../oauth/client-key.ts'
import type { PrivateJwk } from '../../oauth/stored-token.ts'
import { openServer, type ClientCredentials, type Server } from '../../oauth/server.ts'
import type { ServerProfile } from '../../oauth/server-profile.ts'
import { findInstitution } from '../../store/institutions.ts'
import { findRegistration, listRegistrations } from '../../store/registrations.ts'
import type { InstitutionRow, RegistrationRow } from '../../store/rows.ts'
import { findSecret, registrationAccount } from './secret-store.ts'
import type { TokenDeps } from './tokens.ts'

/** Typed so that each family has to describe its server in the terms of oauth/. */
const kindsByName: Record<InstitutionKindName, InstitutionKind<Environment, ServerProfile>> = kinds

/** An institution with its registration and profile. */
export interface InstitutionClient {
  registration: RegistrationRow
  institution: InstitutionRow
  profile: Profile<ServerProfile>
}

/** @throws AppError `not_found`, `sandbox_unavailable` */
export async function findInstitutionClient(
  deps: Pick<TokenDeps, 'store' | 'sandbox' | 'settings'>,
  institutionId: string,
): Promise<InstitutionClient> {
  const institution = findInstitution(deps.store, institutionId)
  const registration = institution && findRegistration(deps.store, institution.registrationId)
  if (!institution || !registration) throw new AppError('not_found')
  return { registration, institution, profile: await profileOf(deps, registration, institution) }
}

/**
 * Opens the authorization server with the client's credentials. Its metadata may come from the cache unless `isFresh`.
 *
 * @throws AppError `endpoint_foreign`, and as openServer
 */
export async function openAuthorizationServer(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId' | 'http' | 'knownServers'>,
  client: InstitutionClient,
  signal: AbortSignal,
  { isFresh = false }: { isFresh?: boolean } = {},
): Promise<Server> {
  const from = { http: deps.http, known: deps.knownServers, isFresh }
  const credentials = await credentialsOf(deps, client.registration)
  const server = await openServer(from, client.profile.server, credentials, signal)
  requireOwnEndpoints(deps, server)
  return server
}

/**
 * Refuses a discovered endpoint at the server of another registration: that issuer could get the server's codes with our verifier
 * (mix-up, RFC 9700 section 4.4). Endpoints at the issuer's own host are always accepted.
 */
function requireOwnEndpoints(deps: Pick<TokenDeps, 'store'>, server: Server): void {
  if (server.profile.metadata !== 'discover') return
  const own = new URL(server.profile.issuer).host
  const foreign = new Set(
    listRegistrations(deps.store).flatMap(({ environment }) =>
      kindsByName[environment.kind].authorizationHosts(environment),
    ),
  )
  foreign.delete(own)
  for (const endpoint of Object.values(server.endpoints)) {
    const host = endpoint === null ? own : new URL(endpoint).host
    if (foreign.has(host)) throw new AppError('endpoint_foreign', { host: own, cause: host.slice(0, 80) })
  }
}

async function credentialsOf(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId'>,
  registration: RegistrationRow,
): Promise<ClientCredentials> {
  const { clientId } = registration
  const secret = registration.hasSecret ? await readClientSecret(deps, registration.id) : null
  if (registration.publicKey === null || secret === null) return { clientId, clientSecret: secret }
  return { clientId, clientSecret: null, key: await readClientKey(JSON.parse(secret) as PrivateJwk) }
}

/** A relay page reads the port from the callback's state, so the callback must not be signed. A form can be neither relayed nor pasted. */
function protectionsOf({ protections, redirect }: RegistrationRow): Protections {
  const isListening = redirect.mode === 'loopback' || redirect.mode === 'fixed'
  return {
    ...protections,
    signsAnswers: protections.signsAnswers && redirect.mode !== 'relay',
    postsAnswers: protections.postsAnswers && isListening,
  }
}

function credentialOf({ hasSecret, publicKey }: RegistrationRow): 'key' | 'secret' | 'nothing' {
  if (!hasSecret) return 'nothing'
  return publicKey === null ? 'secret' : 'key'
}

async function readClientSecret(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId'>,
  registrationId: string,
): Promise<string> {
  const secret = await findSecret(deps, registrationAccount(registrationId))
  if (secret === null) throw new AppError('client_secret_missing')
  return secret
}

async function profileOf(
  deps: Pick<TokenDeps, 'sandbox' | 'settings'>,
  registration: RegistrationRow,
  institution: InstitutionRow,
): Promise<Profile<ServerProfile>> {
  const { environment } = registration
  return kindsByName[environment.kind].profile({
    environment,
    connector: institution.connector ?? '',
    credential: credentialOf(registration),
    protections: protectionsOf(registration),
    allowLoopbackHttp: deps.settings.allowLoopbackIssuer,
    openBuiltIn: () => deps.sandbox.open(),
  })
}
