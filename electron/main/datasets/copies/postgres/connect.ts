import { isIP } from 'node:net'
import { checkServerIdentity, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { Client } from 'pg'
import type { TeamTarget } from '../../../../../shared/models/team.ts'
import { AppError } from '../../../core/errors.ts'
import { teamError } from './errors.ts'

/** How to sign in. In one entry of the keychain. */
export interface TeamSecret {
  password: string | null
  /** PEM. */
  certificate: string | null
  key: string | null
}

export interface TeamServer {
  target: TeamTarget
  secret: TeamSecret
  /** Certificate authorities to trust, PEM. */
  authorities: readonly string[]
}

/** How long a server may take to answer the first time. */
const connectMs = 15_000
/** Longer than any statement may take: a server that says nothing for so long is gone. */
const silentMs = 20 * 60_000

/** Whether a server is on this computer, so that nobody else reads what is sent there. */
export function isLocal(host: string): boolean {
  return host.startsWith('/') || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/**
 * Does some work over one connection to the team's database, then closes it.
 *
 * @throws AppError `team_…`; what `work` throws; the signal's reason
 */
export async function withServer<T>(
  server: TeamServer,
  work: (client: Client) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { host } = server.target
  signal?.throwIfAborted()
  const client = newClient(server)
  // A connection that is lost between two statements: the next statement fails, and says why.
  client.on('error', () => {})
  const abort = (): void => void innerOf(client).stream.destroy(new Error('Connection terminated'))
  signal?.addEventListener('abort', abort, { once: true })
  try {
    await client.connect()
    innerOf(client).stream.setTimeout(silentMs, abort)
    return await work(client)
  } catch (thrown) {
    signal?.throwIfAborted()
    throw teamError(thrown, { host })
  } finally {
    signal?.removeEventListener('abort', abort)
    // A server that is gone is not waited for.
    setTimeout(abort, 2000).unref()
    await client.end().catch(() => {})
    abort()
  }
}

/** Whether what is sent to the server is encrypted. */
export function isEncrypted(client: Client): boolean {
  return (innerOf(client).stream as Partial<TLSSocket>).encrypted === true
}

function newClient({ target, secret, authorities }: TeamServer): Client {
  const { host, port, database, user } = target
  const usesTls = target.tls === 'verify-full'
  if (!usesTls && !isLocal(host)) throw new AppError('team_tls_required', { host })
  const hasSecret =
    target.signIn === 'password'
      ? secret.password !== null
      : secret.certificate !== null && secret.key !== null
  if (!hasSecret) throw new AppError('team_secret_missing', { host })
  const client = new Client({
    host,
    port,
    database,
    user,
    // Never undefined: pg would look for a password in the environment and in the user's files.
    password: (target.signIn === 'password' ? secret.password : null) ?? '-',
    ssl: usesTls ? tlsOf(host, secret, target.signIn, authorities) : false,
    application_name: 'Mooring',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  if (!usesTls) requireScram(client, host)
  return client
}

function tlsOf(
  host: string,
  { certificate, key }: TeamSecret,
  signIn: TeamTarget['signIn'],
  authorities: readonly string[],
): ConnectionOptions {
  return {
    // Set explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment has no effect.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ca: [...authorities],
    // For an address too, which has no server name.
    checkServerIdentity: (_, presented) => checkServerIdentity(host, presented),
    ...(signIn === 'certificate' && certificate !== null && key !== null ? { cert: certificate, key } : {}),
  }
}

interface Inner {
  stream: NodeJS.ReadWriteStream & {
    destroy(error?: Error): void
    setTimeout(ms: number, work: () => void): void
  }
  prependListener(event: string, listener: () => void): void
}

/** The connection of a client, which pg's types leave out. */
function innerOf(client: Client): Inner {
  return (client as unknown as { connection: Inner }).connection
}

/**
 * Another program of this computer may listen at the server's port while that is down. It must not be told the password, nor its MD5
 * hash, which it could hand on to the server.
 */
function requireScram(client: Client, host: string): void {
  const inner = innerOf(client)
  for (const event of ['authenticationCleartextPassword', 'authenticationMD5Password']) {
    inner.prependListener(
      event,
      () => void inner.stream.destroy(new AppError('team_scram_required', { host })),
    )
  }
}
