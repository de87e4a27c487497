import type {
  ClientCertificateFacts,
  HubCredentials,
  JWK,
  RegistrationInput,
} from '../../../shared/models/registration.ts'
import { findSecret, registrationAccount } from '../connections/tokens/secret-store.ts'
import {
  packRegistration,
  unpackRegistration,
  type RegistrationEntry,
} from '../connections/tokens/registration-entry.ts'
import type { TokenDeps } from '../connections/tokens/tokens.ts'
import { makeClientKey } from '../oauth/client-key.ts'
import type { RegistrationRow } from '../store/rows.ts'
import type { OfferedCertificates } from './offered-certificates.ts'

/** A registration's credentials, as its row has them. */
export interface Credentials {
  /** The keychain's new entry: null for none, undefined where it stays as it is. */
  entry: string | null | undefined
  hasSecret: boolean
  publicKey: JWK | null
  certificate: ClientCertificateFacts | undefined
  /** They are for one kind of server, and end with it. */
  hub: HubCredentials | undefined
}

type Deps = TokenDeps & { certificates: OfferedCertificates }

/**
 * The credentials that an input asks for. Reads the keychain's entry only where a part of it changes and another stays.
 *
 * @throws AppError `not_found` for a certificate that was not read; the keychain's state
 */
export async function nextCredentials(
  deps: Deps,
  before: RegistrationRow | null,
  input: RegistrationInput,
): Promise<Credentials> {
  const keepsSecret = before !== null && keepsCredential(before, input)
  const keepsCertificate = input.certificateId === undefined
  const hub = before?.environment.kind === input.environment.kind ? before.hub : undefined
  if (before && keepsSecret && keepsCertificate && before.hub === hub) {
    const { hasSecret, publicKey, certificate } = before
    return { entry: undefined, hasSecret, publicKey, certificate, hub }
  }
  const needsEntry =
    before?.hub || (before?.hasSecret && (keepsSecret || (keepsCertificate && before.certificate)))
  const held = unpackRegistration(needsEntry ? await findSecret(deps, registrationAccount(before.id)) : null)
  const authentication = input.authentication ?? (before ? authenticationOf(before) : 'secret')
  const made = keepsSecret
    ? { secret: held.secret, publicKey: before.publicKey }
    : await newSecret(authentication, input.clientSecret)
  const offered = input.certificateId ? deps.certificates.taken(input.certificateId) : null
  const entry: RegistrationEntry = {
    secret: made.secret,
    certificate: keepsCertificate ? held.certificate : (offered?.held ?? null),
    hubSecret: hub && held.hubSecret,
  }
  const facts = keepsCertificate ? before?.certificate : offered?.facts
  const packed = packRegistration(entry)
  return {
    entry: packed,
    hasSecret: packed !== null,
    publicKey: made.publicKey,
    hub,
    certificate: facts && { ...facts, authenticates: authentication === 'certificate' || !entry.secret },
  }
}

/**
 * Whether the registration goes on with the secret, key or absence of both that it has. One that authenticates with a certificate and was
 * saved before it had a key for signing requests gets one.
 */
export function keepsCredential(before: RegistrationRow, input: RegistrationInput): boolean {
  const had = authenticationOf(before)
  const wanted = input.authentication ?? had
  if (wanted !== 'secret') return wanted === had && before.publicKey !== null
  return had === 'secret' && input.clientSecret === undefined
}

function authenticationOf({ publicKey, certificate }: RegistrationRow) {
  if (certificate?.authenticates) return 'certificate'
  return publicKey === null ? 'secret' : 'key'
}

async function newSecret(
  authentication: NonNullable<RegistrationInput['authentication']>,
  clientSecret: string | undefined,
): Promise<{ secret: string | null; publicKey: JWK | null }> {
  if (authentication === 'secret') return { secret: clientSecret ?? null, publicKey: null }
  // A certificate authenticates the client, and can't sign requests for servers that take signed ones only (RFC 9101).
  const { privateJwk, publicJwk } = await makeClientKey()
  return { secret: JSON.stringify(privateJwk), publicKey: publicJwk }
}
