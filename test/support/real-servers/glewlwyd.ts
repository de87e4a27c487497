import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { freePort } from '../free-port.ts'
import type { RealServer } from './real-server.ts'
import { runServer } from './run-server.ts'

// glewlwyd, an OpenID provider in C, from its Debian package: PAR, DPoP, refresh tokens for one use.

const program = '/usr/bin/glewlwyd'
const schema = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3'

/** Why it can't be tried here; null if it can. */
export const glewlwydMissing =
  existsSync(program) && existsSync(schema)
    ? null
    : 'glewlwyd is not installed: apt-get install --no-install-recommends glewlwyd dbconfig-sqlite3'

const user = { username: 'ana', password: 'ana-password-1' }

/** Starts it with a database of its own, one user, and one client with this redirect URI. */
export async function startGlewlwyd(folder: string, redirectUri: string): Promise<RealServer> {
  const database = join(folder, 'glewlwyd.db')
  const sql = new Database(database)
  sql.exec(readFileSync(schema, 'utf8'))
  sql.close()

  const origin = `http://127.0.0.1:${await freePort()}`
  const configuration = join(folder, 'glewlwyd.conf')
  writeFileSync(configuration, configurationText(origin, database))
  const close = await runServer(program, ['-c', configuration], { url: `${origin}/config/` })

  const issuer = `${origin}/api/oidc`
  const client = { clientId: 'desk-2_a.b', clientSecret: 'se-cret_1.x' }
  const admin = await signIn(origin, { username: 'admin', password: 'password' })
  await post(origin, admin, 'mod/plugin/', {
    module: 'oidc',
    name: 'oidc',
    display_name: 'OpenID Connect',
    enabled: true,
    parameters: pluginParameters(issuer),
  })
  await post(origin, admin, 'user/', { ...user, name: 'Ana', scope: ['openid'], enabled: true })
  await post(origin, admin, 'client/', {
    client_id: client.clientId,
    client_secret: client.clientSecret,
    name: 'Desk',
    enabled: true,
    confidential: true,
    scope: ['openid'],
    redirect_uri: [redirectUri],
    authorization_type: ['code', 'refresh_token'],
    token_endpoint_auth_method: ['client_secret_basic'],
  })
  const session = await signIn(origin, user)
  await call(origin, session, 'PUT', `auth/grant/${client.clientId}`, { scope: 'openid' })

  return {
    issuer,
    ...client,
    scopes: ['openid'],
    canRevoke: true,
    approve: async (url) => {
      const there = new URL(url)
      there.searchParams.set('g_continue', '')
      const answer = await fetch(there, { headers: { cookie: session }, redirect: 'manual' })
      return answer.headers.get('location') ?? `no redirect: ${answer.status}`
    },
    endEverything: () => {
      const open = new Database(database)
      open.exec('UPDATE gpo_refresh_token SET gpor_enabled = 0')
      open.close()
    },
    close,
  }
}

async function signIn(origin: string, who: { username: string; password: string }): Promise<string> {
  const answer = await call(origin, '', 'POST', 'auth/', who)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

function post(origin: string, cookie: string, path: string, body: unknown): Promise<Response> {
  return call(origin, cookie, 'POST', path, body)
}

async function call(
  origin: string,
  cookie: string,
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
): Promise<Response> {
  const answer = await fetch(`${origin}/api/${path}`, {
    method,
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

function pluginParameters(issuer: string): Record<string, unknown> {
  const pem = { type: 'pkcs8', format: 'pem' } as const
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: pem,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return {
    iss: issuer,
    'jwt-type': 'rsa',
    'jwt-key-size': '256',
    key: keys.privateKey,
    cert: keys.publicKey,
    'jwks-show': true,
    'access-token-duration': 3600,
    'refresh-token-duration': 1_209_600,
    'code-duration': 600,
    'refresh-token-rolling': true,
    'refresh-token-one-use': 'always',
    'auth-type-code-enabled': true,
    'auth-type-refresh-enabled': true,
    'allow-non-oidc': false,
    'allowed-scope': ['openid'],
    'subject-type': 'public',
    'pkce-allowed': true,
    'pkce-method-plain-allowed': false,
    'introspection-revocation-allowed': true,
    'introspection-revocation-allow-target-client': true,
    'oauth-dpop-allowed': true,
    'oauth-dpop-iat-duration': 60,
    'oauth-par-allowed': true,
    'oauth-par-required': false,
    'oauth-par-request_uri-prefix': 'urn:ietf:params:oauth:request_uri:',
    'oauth-par-duration': 90,
    'oauth-as-iss-id': true,
  }
}

function configurationText(origin: string, database: string): string {
  const { port } = new URL(origin)
  return `port=${port}
bind_address="127.0.0.1"
external_url="${origin}"
login_url="login.html"
api_prefix="api"
static_files_path="/usr/share/glewlwyd/webapp/"
log_mode="console"
log_level="ERROR"
cookie_domain="127.0.0.1"
cookie_secure=0
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
admin_scope="g_admin"
profile_scope="g_profile"
login_api_enabled=true
user_module_path="/usr/lib/glewlwyd/user"
user_middleware_module_path="/usr/lib/glewlwyd/user_middleware"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
use_secure_connection=false
secure_connection_key_file="/nowhere/key"
secure_connection_pem_file="/nowhere/pem"
secure_connection_ca_file="/nowhere/ca"
hash_algorithm="SHA512"
database = { type = "sqlite3" path = "${database}" };
`
}
