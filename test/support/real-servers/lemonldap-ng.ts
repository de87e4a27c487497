import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../free-port.ts'
import type { RealServer } from './real-server.ts'
import { runServer } from './run-server.ts'

// LemonLDAP::NG, an OpenID provider in Perl, from its Debian package: no PAR, no DPoP, no revocation endpoint.

const program = '/usr/bin/plackup'
const modules = ['Lemonldap/NG/Portal/Main.pm', 'String/Random.pm', 'IO/String.pm'].map(
  (name) => `/usr/share/perl5/${name}`,
)

/** Why it can't be tried here; null if it can. */
export const lemonLdapMissing = [program, ...modules].every((path) => existsSync(path))
  ? null
  : 'LemonLDAP::NG is not installed: apt-get install --no-install-recommends liblemonldap-ng-portal-perl libplack-perl libstring-random-perl libio-string-perl'

/** One of the users of its demonstration. */
const user = { user: 'rtyler', password: 'rtyler' }

/** Starts its portal with a configuration and sessions of its own, and one client with this redirect URI. */
export async function startLemonLdap(folder: string, redirectUri: string): Promise<RealServer> {
  const sessions = join(folder, 'sessions')
  mkdirSync(join(sessions, 'lock'), { recursive: true })
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}/`
  const client = { clientId: 'desk-2_a.b', clientSecret: 'se-cret_1.x' }
  const settings = join(folder, 'lemonldap-ng.ini')
  writeFileSync(settings, settingsText(folder))
  writeFileSync(
    join(folder, 'lmConf-1.json'),
    JSON.stringify(configuration(issuer, sessions, client, redirectUri)),
  )
  const listen = ['--host', '127.0.0.1', '--port', String(port), '--env', 'production']
  const app = ['-MLemonldap::NG::Portal::Main', '-e', 'Lemonldap::NG::Portal::Main->run({})']
  const close = await runServer(program, [...listen, ...app], {
    url: `${issuer}.well-known/openid-configuration`,
    environment: { LLNG_DEFAULTCONFFILE: settings },
  })

  return {
    issuer,
    ...client,
    scopes: ['openid', 'offline_access'],
    canRevoke: false,
    approve: async (url) => {
      const cookie = await signIn(issuer)
      const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' })
      return answer.headers.get('location') ?? `no redirect: ${answer.status}`
    },
    endEverything: () => {
      for (const entry of readdirSync(sessions, { withFileTypes: true }))
        if (entry.isFile()) rmSync(join(sessions, entry.name))
    },
    close,
  }
}

async function signIn(issuer: string): Promise<string> {
  const answer = await fetch(issuer, {
    method: 'POST',
    body: new URLSearchParams(user),
    redirect: 'manual',
  })
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

function settingsText(folder: string): string {
  return `[all]
logLevel = error
[configuration]
type = File
dirName = ${folder}
[portal]
staticPrefix = /static
templateDir = /usr/share/lemonldap-ng/portal/templates
languages = en
`
}

function configuration(
  issuer: string,
  sessions: string,
  client: { clientId: string; clientSecret: string },
  redirectUri: string,
): Record<string, unknown> {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const storage = {
    Directory: sessions,
    LockDirectory: join(sessions, 'lock'),
    generateModule: 'Lemonldap::NG::Common::Apache::Session::Generate::SHA256',
  }
  return {
    cfgNum: 1,
    cfgDate: 1,
    portal: issuer,
    domain: '127.0.0.1',
    cookieName: 'lemonldap',
    securedCookie: 0,
    requireToken: 0,
    // A plugin that does nothing: the one for captchas needs ImageMagick, and no captcha is shown.
    captcha: '::Main::Plugin',
    authentication: 'Demo',
    userDB: 'Same',
    demoExportedVars: { uid: 'uid' },
    whatToTrace: 'uid',
    locationRules: { '127.0.0.1': { default: 'accept' } },
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: storage,
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: storage,
    issuerDBOpenIDConnectActivation: 1,
    oidcServiceAllowAuthorizationCodeFlow: 1,
    oidcServiceKeyIdSig: 'key1',
    oidcServicePrivateKeySig: keys.privateKey,
    oidcServicePublicKeySig: keys.publicKey,
    oidcRPMetaDataOptions: {
      desk: {
        oidcRPMetaDataOptionsClientID: client.clientId,
        oidcRPMetaDataOptionsClientSecret: client.clientSecret,
        oidcRPMetaDataOptionsRedirectUris: redirectUri,
        oidcRPMetaDataOptionsIDTokenSignAlg: 'RS256',
        oidcRPMetaDataOptionsAllowOffline: 1,
        oidcRPMetaDataOptionsRequirePKCE: 1,
        oidcRPMetaDataOptionsBypassConsent: 1,
      },
    },
  }
}
