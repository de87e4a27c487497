import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { requireConnection, viewConnection, viewDetails } from '../../electron/main/connections/model/view.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import {
  findInstitutionClient,
  openDataHttp,
} from '../../electron/main/connections/tokens/institution-client.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { chooseCertificate } from '../../electron/main/registrations/offered-certificates.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import type { Environment, Registration, RegistrationInput } from '../../shared/models/registration.ts'
import { makeAuthority, type TestAuthority } from '../support/certificate-authority.ts'
import { makeClientCertificate, type TestCertificate } from '../support/client-certificates.ts'
import { receiptsOf, untilRevoked } from '../support/connection-state.ts'
import { consentAtCertified } from '../support/consent-at-certified.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { startMtlsIssuer, type MtlsIssuer, type MtlsSetup } from '../support/mtls-issuer.ts'

const id = 'desk'

let folder: string
let authority: TestAuthority
let ca: string
let certificate: TestCertificate
let harness: Harness
let issuer: MtlsIssuer | null = null
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-mtls-'))
  authority = makeAuthority(folder)
  ca = readFileSync(authority.file, 'utf8')
  certificate = makeClientCertificate(folder, 'desk')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => {
  harness = openHarness({ extraCa: [ca] })
})
afterEach(async () => {
  await harness.close()
  await issuer?.close()
  issuer = null
})

/** Chooses a file, and enters its password, as the form does. */
async function readChosen(file: Buffer, password: string): Promise<string> {
  harness.certificate = file
  const offer = await chooseCertificate(harness.deps)
  if (offer === null) throw new Error('none was offered')
  harness.deps.certificates.read(offer.id, password, Date.now())
  return offer.id
}

const shown = (request: { certificate: string | null }) =>
  request.certificate === null ? null : new X509Certificate(request.certificate).subject

async function open(
  input: Partial<RegistrationInput>,
  setupFor: (registration: Registration) => Omit<MtlsSetup, 'id' | 'certificate'>,
): Promise<string> {
  const registration = await addRegistration(harness.deps, {
    name: 'Draft',
    environment: { kind: 'openid', issuer: 'https://later.example' },
    clientId: id,
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode: 'loopback' },
    certificateId: await readChosen(certificate.pfx, certificate.password),
    ...input,
  })
  issuer = await startMtlsIssuer(authority, {
    id,
    certificate: certificate.cert,
    ...setupFor(registration),
  })
  harness.deps.store
    .prepare("UPDATE registrations SET environment = json_set(environment, '$.issuer', ?) WHERE id = ?")
    .run(issuer.issuer, registration.id)
  return addInstitution(harness.deps, { registrationId: registration.id, connector: null, name: 'Harbor' }).id
}

async function link(institutionId: string, loginName?: string): Promise<string> {
  const named = loginName === undefined ? {} : { loginName }
  const { id: linkId } = await startLink(harness.deps, { institutionId, ...named })
  const url = await eventually('the browser is opened', () => {
    if (!harness.deps.linker.find(linkId)) throw new Error(JSON.stringify(harness.events.at(-1)))
    return harness.opened.at(-1)
  })
  await consentAtCertified(url, 'analyst', ca)
  const ended = await harness.ended(linkId)
  expect(ended).toMatchObject({ step: 'done', problem: null })
  return ended.linkedConnectionId ?? ''
}

function heldBy(connectionId: string) {
  return harness.deps.tokens.accessToken(requireConnection(harness.deps, connectionId).grantId)
}

/** Each path that was called by the app, with the certificate that it showed. */
function calls() {
  const own = ['/token', '/token/revocation', '/me', '/request']
  return (issuer?.requests ?? []).filter(({ path }) => own.includes(path))
}

test.each(['self-signed', 'of an authority'])(
  'a client certificate (%s) authenticates the client, binds its tokens, and goes to no other address',
  async (kind) => {
    const subject = kind === 'self-signed' ? {} : { subject: new X509Certificate(certificate.cert).subject }
    const institutionId = await open({ authentication: 'certificate' }, () => subject)
    const connectionId = await link(institutionId)
    expect(viewDetails(harness.deps, connectionId)).toMatchObject({
      boundTo: 'certificate',
      signedInAs: 'analyst of the desk',
    })
    // Scripts are not given what is useless without the certificate.
    expect(heldBy(connectionId)?.isBound).toBe(true)
    expect(await refresh(harness.deps, connectionId)).toMatchObject({ status: 'active', problem: null })
    expect(heldBy(connectionId)?.isBound).toBe(true)
    requestRevoke(harness.deps, connectionId)
    await untilRevoked(harness, connectionId)

    expect(new Set(calls().map(({ path }) => path))).toEqual(
      new Set(['/request', '/token', '/me', '/token/revocation']),
    )
    expect(calls().every(({ isAtAlias }) => isAtAlias)).toBe(true)
    expect(new Set(calls().map(shown))).toEqual(new Set([new X509Certificate(certificate.cert).subject]))
    // The issuer's own address asks for a certificate too.
    const others = issuer?.requests.filter(({ isAtAlias }) => !isAtAlias) ?? []
    expect(others.map(({ path }) => path)).toContain('/.well-known/openid-configuration')
    expect(others.map(({ path }) => path)).toContain('/jwks')
    expect(new Set(others.map(shown))).toEqual(new Set([null]))
  },
)

test('a server without addresses of their own for certificates is shown it at its usual ones', async () => {
  const institutionId = await open({ authentication: 'certificate' }, () => ({ hasNoAliases: true }))
  const connectionId = await link(institutionId)
  expect(viewDetails(harness.deps, connectionId).boundTo).toBe('certificate')
  expect(calls().every(({ isAtAlias }) => !isAtAlias)).toBe(true)
})

test('the certificate binds tokens where a key authenticates the client', async () => {
  const institutionId = await open({ authentication: 'key' }, ({ publicKey }) => ({ publicKey }))
  const connectionId = await link(institutionId)
  expect(viewDetails(harness.deps, connectionId).boundTo).toBe('certificate')
  expect(await refresh(harness.deps, connectionId)).toMatchObject({ status: 'active', problem: null })
})

/** A server that asks for a certificate, and notes whose it is shown with each connection. */
async function openAsking(answer: () => unknown = () => ({})) {
  const seen: (string | undefined)[] = []
  const tls = { key: authority.key, cert: authority.cert, requestCert: true, rejectUnauthorized: false }
  const server = createServer(tls, (_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer()))
  })
  server.on('secureConnection', (socket: TLSSocket) => seen.push(socket.getPeerX509Certificate()?.subject))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close }
}

const mine = 'CN=desk\nO=Test'

test('data is read with the certificate, and other hosts that ask for one are shown none', async () => {
  const [data, other] = [await openAsking(() => ({ accounts: [] })), await openAsking()]
  try {
    const environment = {
      kind: 'fdx' as const,
      issuer: 'https://later.example',
      dataBase: `${data.address}/fdx/v6`,
    }
    const scopes = ['openid', 'offline_access']
    const institutionId = await open({ authentication: 'certificate', environment, scopes }, () => ({}))
    const connectionId = await link(institutionId)
    expect(viewDetails(harness.deps, connectionId)).toMatchObject({ problem: null, boundTo: 'certificate' })
    expect(viewDetails(harness.deps, connectionId).dataAsOfMs).not.toBeNull()
    expect(new Set(data.seen)).toEqual(new Set([mine]))

    const http = await openDataHttp(harness.deps, await findInstitutionClient(harness.deps, institutionId))
    await http.fetch(`${other.address}/`)
    expect(other.seen).toEqual([undefined])
  } finally {
    data.close()
    other.close()
  }
})

describe('at a server without OpenID Connect', () => {
  const plain = (addresses: { loginAddress?: string; resource?: string } = {}): Environment => ({
    kind: 'oauth',
    issuer: 'https://later.example',
    ...addresses,
    settings: {
      clientAuthentication: 'basic',
      hasPkce: true,
      scopeSeparator: ' ',
      authorizationParameters: {},
      ...(addresses.loginAddress === undefined ? {} : { loginPath: 'user.login' }),
    },
  })

  test('a client certificate authenticates the client, binds its tokens, and is shown to the login address', async () => {
    const login = await openAsking(() => ({ user: { login: 'ortega' } }))
    try {
      const environment = plain({ loginAddress: `${login.address}/me` })
      const scopes = ['api']
      const institutionId = await open({ authentication: 'certificate', environment, scopes }, () => ({}))
      const connectionId = await link(institutionId)
      expect(viewDetails(harness.deps, connectionId)).toMatchObject({
        boundTo: 'certificate',
        signedInAs: 'ortega',
      })
      expect(new Set(login.seen)).toEqual(new Set([mine]))
      expect(await refresh(harness.deps, connectionId)).toMatchObject({ status: 'active', problem: null })
      requestRevoke(harness.deps, connectionId)
      await untilRevoked(harness, connectionId)
      expect(calls().every(({ isAtAlias }) => isAtAlias)).toBe(true)
    } finally {
      login.close()
    }
  })

  test('a key authenticates the client, signs the request, and authorization details are asked for', async () => {
    const resource = 'https://data.bank.example'
    const asked = [{ type: 'account_information', actions: ['list_accounts', 'read_balances'] }]
    const institutionId = await open(
      {
        authentication: 'key',
        environment: plain({ resource }),
        scopes: [],
        authorizationDetails: asked,
      },
      ({ publicKey }) => ({ publicKey, resource, requiresSignedRequests: true }),
    )
    const connectionId = await link(institutionId, 'Ortega')
    expect(viewDetails(harness.deps, connectionId)).toMatchObject({
      boundTo: 'certificate',
      authorizationDetails: {
        asked,
        granted: [{ type: 'account_information', actions: ['list_accounts'] }],
      },
    })
  })
})

test('an issuer that names the server of another registration is refused before that server is called', async () => {
  const other = await openAsking()
  try {
    await addRegistration(harness.deps, {
      name: 'Other',
      environment: { kind: 'openid', issuer: other.address },
      clientId: id,
      scopes: ['openid'],
      redirect: { mode: 'loopback' },
    })
    const institutionId = await open({ authentication: 'certificate' }, () => ({
      tokenEndpoint: `${other.address}/token`,
    }))
    const { id: linkId } = await startLink(harness.deps, { institutionId })
    expect(await harness.ended(linkId)).toMatchObject({ problem: { code: 'endpoint_foreign' } })
    expect(other.seen).toEqual([])
  } finally {
    other.close()
  }
})

test('private key and certificate are in one entry of the keychain, and nowhere in the database or the log', async () => {
  const { id: registrationId } = await addRegistration(harness.deps, {
    name: 'Both',
    environment: { kind: 'openid', issuer: 'https://bank.example' },
    clientId: id,
    clientSecret: 'the secret beside it',
    scopes: ['openid'],
    redirect: { mode: 'loopback' },
    certificateId: await readChosen(Buffer.from(certificate.key + certificate.cert), ''),
  })
  const entry = await harness.deps.keychain.get(`registration/${registrationId}`)
  const held = entry.state === 'ok' ? entry.value : ''
  expect(held).toContain('PRIVATE KEY')
  expect(held).toContain('BEGIN CERTIFICATE')
  expect(held).toContain('the secret beside it')
  const rows = JSON.stringify(harness.deps.store.prepare('SELECT * FROM registrations').all())
  expect(rows).toContain('CN=desk')
  expect(rows + JSON.stringify(harness.log.lines)).not.toMatch(
    /PRIVATE KEY|BEGIN CERT|pass phrase|the secret/,
  )
})

test('a certificate that expires after it was added stops a refresh before anything is sent', async () => {
  const connectionId = await link(await open({ authentication: 'certificate' }, () => ({})))
  const before = issuer?.requests.length
  harness.pass(3 * 24 * 60 * 60_000)
  await refresh(harness.deps, connectionId).catch(() => undefined)
  expect(viewConnection(harness.deps, connectionId)).toMatchObject({
    status: 'active',
    problem: { code: 'certificate_expired' },
  })
  expect(issuer?.requests.length).toBe(before)
})

test('access is ended with a certificate that has expired, where the server takes it', async () => {
  const connectionId = await link(await open({ authentication: 'certificate' }, () => ({})))
  harness.pass(3 * 24 * 60 * 60_000)
  requestRevoke(harness.deps, connectionId)
  await untilRevoked(harness, connectionId)
  expect(calls().at(-1)?.path).toBe('/token/revocation')
})

test('a revocation that is refused with a certificate that has expired says so, and is tried again', async () => {
  const connectionId = await link(await open({ authentication: 'certificate' }, () => ({})))
  harness.pass(3 * 24 * 60 * 60_000)
  if (issuer) issuer.refusesCertificates = true
  requestRevoke(harness.deps, connectionId)
  await eventually('the revocation was tried', () =>
    viewConnection(harness.deps, connectionId).problem === null ? undefined : true,
  )
  expect(viewConnection(harness.deps, connectionId)).toMatchObject({
    status: 'revocation-pending',
    problem: { code: 'certificate_expired' },
  })
  expect(calls().at(-1)?.path).toBe('/token/revocation')
})

test('authorization details are asked for, and what is granted is shown and written down', async () => {
  const asked = [{ type: 'account_information', actions: ['list_accounts', 'read_balances'] }]
  const resource = 'https://data.bank.example'
  const institutionId = await open(
    {
      authentication: 'certificate',
      authorizationDetails: asked,
      environment: { kind: 'openid', issuer: 'https://later.example', resource },
    },
    () => ({ resource }),
  )
  const connectionId = await link(institutionId)
  const granted = [{ type: 'account_information', actions: ['list_accounts'] }]
  expect(viewDetails(harness.deps, connectionId).authorizationDetails).toEqual({ asked, granted })
  expect(receiptsOf(harness)).toContainEqual(
    expect.objectContaining({ detailsRequested: asked, detailsGranted: granted }),
  )
  await refresh(harness.deps, connectionId)
  expect(viewDetails(harness.deps, connectionId).authorizationDetails).toEqual({ asked, granted })
  const changes = () => receiptsOf(harness).filter(({ kind }) => kind === 'changed')
  expect(changes()).toEqual([])

  // A refresh that is answered with more than was granted is not passed over.
  if (issuer) issuer.actions = ['list_accounts', 'transfer']
  await refresh(harness.deps, connectionId)
  const wider = [{ type: 'account_information', actions: ['list_accounts', 'transfer'] }]
  expect(viewDetails(harness.deps, connectionId).authorizationDetails).toEqual({ asked, granted: wider })
  expect(changes()).toEqual([
    expect.objectContaining({
      detailsBefore: granted,
      detailsGranted: wider,
      permissionsBefore: ['identity'],
    }),
  ])
  const activity = listActivity(harness.deps.store, { limit: 99 })
  expect(activity.filter(({ kind }) => kind === 'grant_changed')).toHaveLength(1)
})

test.each(['key', 'certificate'] as const)(
  'where the server takes signed requests only, the request is signed with the registration’s key, which authenticates with a %s',
  async (authentication) => {
    const institutionId = await open({ authentication }, ({ publicKey }) => ({
      ...(authentication === 'key' ? { publicKey } : { signingKey: publicKey }),
      requiresSignedRequests: true,
    }))
    await link(institutionId)
  },
)

test('a registration without a key is told that requests have to be signed', async () => {
  const institutionId = await open({ authentication: 'certificate' }, () => ({
    requiresSignedRequests: true,
  }))
  // As registrations were stored before each certificate had a key beside it.
  harness.deps.store.prepare('UPDATE registrations SET public_key = NULL').run()
  const { id: linkId } = await startLink(harness.deps, { institutionId })
  expect(await harness.ended(linkId)).toMatchObject({ problem: { code: 'signing_key_missing' } })
  expect(harness.opened).toEqual([])
})
