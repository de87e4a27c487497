import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, escapeIdentifier } from 'pg'
import type { TeamServer } from '../../electron/main/datasets/copies/postgres/connect.ts'
import { ddlText } from '../../electron/main/datasets/copies/postgres/ddl.ts'
import type { TeamTarget } from '../../shared/models/team.ts'
import { makeAuthority, type TestAuthority } from './certificate-authority.ts'
import { freePort } from './free-port.ts'
import { limits } from './limits.ts'

/** Where Debian, Fedora and Homebrew have the newest one that is installed. */
const programs = globSync([
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
]).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
const bin = programs.findLast((folder) => existsSync(join(folder, 'initdb')))

/** Why it can't be tried here; null if it can. */
export const postgresMissing: string | null =
  bin === undefined ? 'PostgreSQL is not installed: apt-get install --no-install-recommends postgresql' : null

export interface TestPostgres {
  port: number
  /** Present with TLS. Signs also certificates of clients, which name their role. */
  authority: TestAuthority | null
  folder: string
  /** `postgres`, beside the programs that belong to it. */
  program: string
  /** Runs statements as the administrator. @returns the rows of a single one */
  admin(sql: string, values?: unknown[], database?: string): Promise<Record<string, unknown>[]>
  /** Replaces the lines of pg_hba.conf, which say who may sign in and how. */
  setAccess(...lines: string[]): Promise<void>
  /** What psql prints for a query, as a role that signs in with this password. */
  psql(user: string, sql: string): string
  /** Reads a file of COPY's text format into a table, as the administrator. */
  copyFile(table: string, path: string): void
  /** A role whose password is its name with `-password`. */
  addRole(name: string, ...memberOf: string[]): Promise<void>
  /** What a Mooring of this role needs. */
  serverOf(user: string, change?: Partial<TeamTarget>): TeamServer
  start(): Promise<void>
  /** As an administrator does. */
  stop(): Promise<void>
  /** As a power cut does. */
  kill(): Promise<void>
  close(): Promise<void>
}

const teamDatabase = 'team'
export const passwordOf = (user: string): string => `${user}-password`

/** Whom PostgreSQL runs as where this process is root, as which it refuses to run; else null. */
export const serverAccount = process.getuid?.() === 0 ? systemUser() : null

function systemUser(): { uid: number; gid: number } | null {
  const id = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout?.trim() ?? ''
  const [uid, gid] = [id('-u'), id('-g')]
  return uid === '' ? null : { uid: Number(uid), gid: Number(gid) }
}

/**
 * Starts PostgreSQL with a database `team` and Mooring's tables in it.
 *
 * @param options.tls with a certificate for 127.0.0.1
 * @param options.names of the certificate, as openssl's `subjectAltName`
 * @param options.settings lines of postgresql.conf
 */
export async function startPostgres(
  options: { tls?: boolean; names?: string; settings?: readonly string[]; schema?: string | null } = {},
): Promise<TestPostgres> {
  const { tls = false, names, settings = [], schema = 'mooring' } = options
  const folder = mkdtempSync(join(tmpdir(), 'mooring-postgres-'))
  chmodSync(folder, 0o755)
  const data = join(folder, 'data')
  const port = await freePort()
  mkdirSync(data, { mode: 0o700 })
  const secret = join(folder, 'pw')
  writeFileSync(secret, `${passwordOf('postgres')}\n`, { mode: 0o644 })
  own(data)
  run('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '-E',
    'UTF8',
    '--locale=C',
    '-A',
    'scram-sha-256',
    '--pwfile',
    secret,
  ])
  const authority = tls ? makeAuthority(folder, names) : null
  if (authority) keepKey(data, authority)
  const lines = [
    `port = ${port}`,
    `listen_addresses = '127.0.0.1'`,
    `unix_socket_directories = '${data}'`,
    'fsync = off',
    'autovacuum = off',
    ...(tls ? ['ssl = on', `ssl_ca_file = '${join(data, 'ca.pem')}'`] : []),
    ...settings,
  ]
  writeFileSync(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`)
  own(join(data, 'postgresql.auto.conf'))
  if (tls) {
    const method = [
      'host all postgres all scram-sha-256',
      'hostssl all carol all cert',
      'hostssl all all all scram-sha-256',
    ]
    writeFileSync(join(data, 'pg_hba.conf'), `${method.join('\n')}\n`)
  }

  let process: ChildProcess | null = null
  const connect = (database: string) =>
    new Client({
      host: '127.0.0.1',
      port,
      database,
      user: 'postgres',
      password: passwordOf('postgres'),
      ssl: false,
      connectionTimeoutMillis: 5000,
    })
  const admin = async (sql: string, values: unknown[] = [], database = teamDatabase) => {
    const client = connect(database)
    client.on('error', () => {})
    await client.connect()
    try {
      const result = await client.query<Record<string, unknown>>(
        values.length === 0 ? sql : { text: sql, values },
      )
      return Array.isArray(result) ? [] : result.rows
    } finally {
      await client.end()
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    const running = process
    process = null
    if (running === null || running.exitCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill(signal)
    await ended
  }
  const psql = (name: string, command: string) => {
    const options = ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(port)]
    return execFileSync(
      join(bin ?? '', 'psql'),
      [...options, '-U', name, '-d', teamDatabase, '-c', command],
      {
        encoding: 'utf8',
        maxBuffer: 100_000_000,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...globalThis.process.env, PGPASSWORD: passwordOf(name) },
      },
    ).trim()
  }
  const server: TestPostgres = {
    port,
    authority,
    folder,
    program: join(bin ?? '', 'postgres'),
    admin,
    async setAccess(...access) {
      writeFileSync(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`)
      const loadedAt = async () => String((await admin('SELECT pg_conf_load_time()::text AS at'))[0]?.['at'])
      const before = await loadedAt()
      await admin('SELECT pg_reload_conf()')
      while ((await loadedAt()) === before) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    psql: (name, sql) => psql(name, sql),
    copyFile: (table, path) => void psql('postgres', `\\copy ${table} FROM '${path}'`),
    addRole: async (name, ...memberOf) => {
      await admin(`CREATE ROLE "${name}" LOGIN PASSWORD '${passwordOf(name)}'`)
      for (const role of memberOf) await admin(`GRANT ${escapeIdentifier(role)} TO "${name}"`)
    },
    serverOf: (name, change = {}) => ({
      target: {
        host: '127.0.0.1',
        port,
        database: teamDatabase,
        user: name,
        schema: schema ?? 'mooring',
        tls: tls ? 'verify-full' : 'none',
        signIn: 'password',
        owner: name,
        withNames: true,
        ...change,
      },
      secret: { password: passwordOf(name), certificate: null, key: null },
      authorities: authority ? [authority.certificate] : [],
    }),
    async start() {
      const started = spawn(join(bin ?? '', 'postgres'), ['-D', data], {
        ...serverAccount,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      process = started
      let said = ''
      started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      for (const untilMs = Date.now() + limits.hookMs; ;) {
        try {
          await admin('SELECT 1', [], 'postgres')
          return
        } catch {
          if (started.exitCode !== null || Date.now() > untilMs)
            throw new Error(`PostgreSQL did not start: ${said}`)
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
    },
    stop: () => end('SIGINT'),
    // SIGQUIT writes nothing more: what was committed is recovered from the log at the next start.
    kill: () => end('SIGQUIT'),
    async close() {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  await admin(`CREATE DATABASE ${teamDatabase}`, [], 'postgres')
  if (schema !== null) await admin(ddlText({ schema, user: 'ana' }))
  return server
}

function run(program: string, args: string[]): void {
  const { status, stderr } = spawnSync(join(bin ?? '', program), args, { ...serverAccount, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
}

function keepKey(data: string, { key, cert, certificate }: TestAuthority): void {
  for (const [name, content] of [
    ['server.key', key],
    ['server.crt', cert],
    ['ca.pem', certificate],
  ] as const) {
    writeFileSync(join(data, name), content, { mode: 0o600 })
    own(join(data, name))
  }
}

function own(path: string): void {
  if (serverAccount !== null) chownSync(path, serverAccount.uid, serverAccount.gid)
}
