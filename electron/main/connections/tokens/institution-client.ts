import type { InstitutionKindName } from '../../../../shared/institution-kinds.ts'
import type { Environment, Protections } from '../../../../shared/models/registration.ts'
import { AppError } from '../../core/errors.ts'
import { kinds, serverAddresses } from '../../institutions/index.ts'
import type { InstitutionKind, ProfileInput } from '../../institutions/model/kind.ts'
import type { Profile } from '../../institutions/model/profile.ts'
import { presenting } from '../../net/presenting.ts'
import type { Http } from '../../net/http.ts'
import { readClientKey } from '../../oauth/client-key.ts'
import type { PrivateJwk } from '../../oauth/stored-token.ts'
import { openServer, type ClientCredentials, type Server } from '../../oauth/server.ts'
import type { ServerProfile } from '../../oauth/server-profile.ts'
import { findInstitution } from '../../store/institutions.ts'
import { findRegistration, listRegistrations } from '../../store/registrations.ts'
import type { InstitutionRow, RegistrationRow } from '../../store/rows.ts'
import { unpackRegistration, type RegistrationEntry } from './registration-entry.ts'
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

/** As `findInstitutionClient`, for what a registration does without an institution. @throws AppError `not_found`, `sandbox_unavailable` */
export async function findRegistrationProfile(
  deps: Pick<TokenDeps, 'store' | 'sandbox' | 'settings'>,
  registrationId: string,
): Promise<Pick<InstitutionClient, 'registration' | 'profile'>> {
  const registration = findRegistration(deps.store, registrationId)
  if (!registration) throw new AppError('not_found')
  return { registration, profile: await profileOf(deps, registration, { connector: null }) }
}

/**
 * Opens the authorization server with the client's credentials. Its metadata may come from the cache unless `isFresh`. `takesExpired` shows
 * it a client certificate that has expired too.
 *
 * @throws AppError `endpoint_foreign`, and as openServer
 */
export async function openAuthorizationServer(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId' | 'http' | 'knownServers'>,
  client: InstitutionClient,
  signal: AbortSignal,
  { isFresh = false, takesExpired = false }: { isFresh?: boolean; takesExpired?: boolean } = {},
): Promise<Server> {
  const profile = client.profile.server
  const requireOwn = (endpoints: Server['endpoints']) => requireOwnEndpoints(deps, profile, endpoints)
  const from = { http: deps.http, known: deps.knownServers, isFresh, requireOwn }
  const credentials = await credentialsOf(deps, client.registration, { takesExpired })
  return openServer(from, profile, credentials, signal)
}

/**
 * HTTP for calls to the institution's data, with the client certificate where the registration has one.
 *
 * @throws AppError `certificate_expired`, `client_secret_missing`, or the keychain's state
 */
export async function openDataHttp(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId' | 'http'>,
  { registration }: InstitutionClient,
): Promise<Http> {
  if (registration.certificate === undefined) return deps.http
  const { certificate } = await credentialsOf(deps, registration)
  const hosts = new Set(serverAddresses(registration.environment).map((address) => new URL(address).host))
  return certificate ? presenting(deps.http, { ...certificate, hosts }) : deps.http
}

/**
 * Refuses a discovered endpoint at the server of another registration: that issuer could get the server's codes with our verifier
 * (mix-up, RFC 9700 section 4.4). Endpoints at the issuer's own host are always accepted.
 */
function requireOwnEndpoints(
  deps: Pick<TokenDeps, 'store'>,
  { metadata, issuer }: ServerProfile,
  endpoints: Server['endpoints'],
): void {
  if (metadata !== 'discover') return
  const own = new URL(issuer).host
  const foreign = new Set(
    listRegistrations(deps.store).flatMap(({ environment }) =>
      kindsByName[environment.kind].authorizationHosts(environment),
    ),
  )
  foreign.delete(own)
  for (const endpoint of Object.values(endpoints)) {
    const host = endpoint === null ? own : new URL(endpoint).host
    if (foreign.has(host)) throw new AppError('endpoint_foreign', { host: own, cause: host.slice(0, 80) })
  }
}

async function credentialsOf(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId'>,
  registration: RegistrationRow,
  { takesExpired = false }: { takesExpired?: boolean } = {},
): Promise<ClientCredentials> {
  const { clientId, publicKey, certificate: facts } = registration
  if (facts && !takesExpired && facts.validUntilMs <= deps.now()) {
    throw new AppError('certificate_expired', { expiredAtMs: facts.validUntilMs })
  }
  const { secret, certificate: held } = registration.hasSecret
    ? await readEntry(deps, registration)
    : { secret: null, certificate: null }
  const certificate = facts && held ? { certificate: { fingerprint: facts.fingerprint, held } } : {}
  if (publicKey === null || secret === null) return { clientId, clientSecret: secret, ...certificate }
  const key = await readClientKey(JSON.parse(secret) as PrivateJwk)
  return { clientId, clientSecret: null, key, ...certificate }
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

function credentialOf({ hasSecret, publicKey, certificate }: RegistrationRow): ProfileInput['credential'] {
  if (!hasSecret) return 'nothing'
  if (certificate?.authenticates) return 'certificate'
  return publicKey === null ? 'secret' : 'key'
}

async function readEntry(
  deps: Pick<TokenDeps, 'store' | 'keychain' | 'tokens' | 'now' | 'runId'>,
  { id, certificate, publicKey }: RegistrationRow,
): Promise<RegistrationEntry> {
  const account = registrationAccount(id)
  const read = async () => unpackRegistration(await findSecret(deps, account))
  const { clientSecrets } = deps.tokens
  const mayBeHeld = publicKey === null && deps.keychain.status().state === 'keychain'
  if (!mayBeHeld) clientSecrets.drop(account)
  const entry = await (mayBeHeld ? clientSecrets.entryOf(account, read) : read())
  if (entry.secret === null && entry.certificate === null) throw new AppError('client_secret_missing')
  if (certificate && entry.certificate === null) throw new AppError('client_secret_missing')
  return entry
}

async function profileOf(
  deps: Pick<TokenDeps, 'sandbox' | 'settings'>,
  registration: RegistrationRow,
  institution: Pick<InstitutionRow, 'connector'>,
): Promise<Profile<ServerProfile>> {
  const { environment, authorizationDetails } = registration
  const profile = await kindsByName[environment.kind].profile({
    environment,
    connector: institution.connector ?? '',
    credential: credentialOf(registration),
    protections: protectionsOf(registration),
    allowLoopbackHttp: deps.settings.allowLoopbackIssuer,
    openBuiltIn: () => deps.sandbox.open(),
  })
  return { ...profile, server: { ...profile.server, authorizationDetails } }
}
