import type { ServerMetadata } from 'openid-client'
import type { Http } from '../net/http.ts'
import { discover, readKeys } from './discovery.ts'

/** A cache of server metadata and keys while the app runs, so that a refresh takes one request instead of four. Contains no secrets. */
export interface KnownServers {
  metadata: Map<string, { metadata: ServerMetadata; readAtMs: number }>
  keys: Map<string, KnownKeys>
}

interface KnownKeys {
  jwks: { keys: Record<string, unknown>[] }
  readAtMs: number
  /** When an unknown `kid` last caused a new read; null for never. */
  retriedAtMs: number | null
}

const metadataAgeMs = 60 * 60_000
/** The library discards keys after 300 s, and would then read them with a token already spent. */
const keysAgeMs = 240_000
const retryPauseMs = 60_000
/** How old the library must believe keys to be before it reads them again for an unknown `kid`. */
const retryAgeSeconds = 61

export function newKnownServers(): KnownServers {
  return { metadata: new Map(), keys: new Map() }
}

/**
 * A server's metadata, at most an hour old; with `isFresh`, read now.
 *
 * @throws AppError as `discover`
 */
export async function knownMetadata(
  from: { http: Http; known: KnownServers },
  issuer: string,
  { isFresh = false, signal }: { isFresh?: boolean; signal?: AbortSignal | undefined } = {},
): Promise<ServerMetadata> {
  const found = from.known.metadata.get(issuer)
  if (found && !isFresh && isYounger(found.readAtMs, metadataAgeMs)) return found.metadata
  const metadata = await discover(from.http, issuer, signal)
  from.known.metadata.set(issuer, { metadata, readAtMs: Date.now() })
  return metadata
}

/** Keys as the library takes them: `uat` in seconds. */
export interface KeysForLibrary {
  jwks: KnownKeys['jwks']
  uat: number
}

/**
 * A server's keys, at most four minutes old. They are dated so that the library reads them again for an unknown `kid`, at most once a
 * minute (OpenID Connect Core section 10.1.1).
 *
 * @throws AppError as `readKeys`
 */
export async function knownKeys(
  from: { http: Http; known: KnownServers },
  jwksUri: string,
  signal?: AbortSignal,
): Promise<KeysForLibrary> {
  const found = from.known.keys.get(jwksUri)
  const keys =
    found && isYounger(found.readAtMs, keysAgeMs)
      ? found
      : {
          jwks: await readKeys(from.http, jwksUri, signal),
          readAtMs: Date.now(),
          retriedAtMs: found?.retriedAtMs ?? null,
        }
  from.known.keys.set(jwksUri, keys)
  const mayRetry = keys.retriedAtMs === null || !isYounger(keys.retriedAtMs, retryPauseMs)
  return { jwks: keys.jwks, uat: seconds(Date.now()) - (mayRetry ? retryAgeSeconds : 0) }
}

/** Stores keys that the library read again, and when. */
export function keepKeys(
  { keys }: KnownServers,
  jwksUri: string,
  given: KeysForLibrary,
  after: { jwks: unknown; uat: number } | undefined,
): void {
  if (after?.uat === given.uat) return
  const jwks = (after?.jwks ?? given.jwks) as KnownKeys['jwks']
  const nowMs = Date.now()
  keys.set(jwksUri, { jwks, readAtMs: nowMs, retriedAtMs: nowMs })
}

/** If the clock was set back, everything counts as old. */
function isYounger(atMs: number, limitMs: number): boolean {
  const ageMs = Date.now() - atMs
  return ageMs >= 0 && ageMs < limitMs
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}
