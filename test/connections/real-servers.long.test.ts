import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { afterEach, describe, expect, test } from 'vitest'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { viewConnection } from '../../electron/main/connections/model/view.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import { needOf } from '../../shared/need.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import { freePort } from '../support/free-port.ts'
import { eventually, openHarness, type Harness } from '../support/harness.ts'
import { limits } from '../support/limits.ts'
import { glewlwydMissing, startGlewlwyd } from '../support/real-servers/glewlwyd.ts'
import { lemonLdapMissing, startLemonLdap } from '../support/real-servers/lemonldap-ng.ts'
import { startOAuth2Mock } from '../support/real-servers/oauth2-mock.ts'
import type { RealServer } from '../support/real-servers/real-server.ts'

// The app's own link, refresh, relink and revoke at servers that nobody of this project wrote.

interface Candidate {
  name: string
  start: (folder: string, redirectUri: string) => Promise<RealServer>
  /** Why it can't be tried here. */
  missing: string | null
}

const candidates: Candidate[] = [
  { name: 'oauth2-mock-server', start: () => startOAuth2Mock(), missing: null },
  { name: 'glewlwyd', start: startGlewlwyd, missing: glewlwydMissing },
  { name: 'LemonLDAP::NG', start: startLemonLdap, missing: lemonLdapMissing },
]

let harness: Harness
let server: RealServer | null = null
let folder: string

afterEach(async () => {
  await harness.close()
  await server?.close()
  server = null
  rmSync(folder, { recursive: true, force: true })
})

async function open(
  start: Candidate['start'],
  protections: Partial<typeof usualProtections> = {},
): Promise<{ link: (connectionId?: string) => Promise<LinkProgress>; server: RealServer }> {
  folder = mkdtempSync(join(tmpdir(), 'mooring-real-'))
  harness = openHarness()
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`
  const started = await start(folder, redirectUri)
  server = started
  const { issuer, clientId, clientSecret, scopes } = started
  const registration = await addRegistration(harness.deps, {
    name: 'Desk',
    environment: { kind: 'openid', issuer },
    clientId,
    clientSecret,
    scopes,
    redirect: { mode: 'fixed', uri: redirectUri },
    protections: { ...usualProtections, ...protections },
  })
  const institution = addInstitution(harness.deps, {
    registrationId: registration.id,
    connector: null,
    name: 'Harbor Savings',
  })
  const link = async (connectionId?: string) => {
    const before = harness.opened.length
    const { id } = await startLink(harness.deps, { institutionId: institution.id, connectionId })
    const running = harness.ended(id)
    const url = await eventually('the browser is opened, or not', () =>
      harness.deps.linker.find(id) ? harness.opened[before] : 'stopped',
    )
    if (url === 'stopped') return running
    await request(await started.approve(url), {
      headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    })
    return running
  }
  return { link, server: started }
}

const protections = [
  ['as usual', {}],
  ['without PAR and DPoP', { pushesRequests: false, bindsTokens: false }],
] as const

describe.each(candidates)('$name', ({ name, start, missing }) => {
  const because = missing === null ? '' : ` (${missing})`

  test.skipIf(missing !== null).each(protections)(
    `links, refreshes, links again, and revokes or says that the server can’t, %s${because}`,
    async (_how, how) => {
      const { link, server: started } = await open(start, how)
      const linked = await link()
      expect(linked).toMatchObject({ step: 'done', problem: null })
      const id = linked.linkedConnectionId ?? ''
      expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })
      expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })

      expect(await link(id)).toMatchObject({ step: 'done', problem: null, linkedConnectionId: id })
      expect(await refresh(harness.deps, id)).toMatchObject({ status: 'active', problem: null })

      requestRevoke(harness.deps, id)
      const { canRevoke } = started
      const end = canRevoke ? 'revoked' : 'cannot-revoke'
      await eventually(`it is ${end}`, () => viewConnection(harness.deps, id).status === end)
      expect(viewConnection(harness.deps, id).problem?.code).toBe(
        canRevoke ? undefined : 'revocation_unsupported',
      )
      expect(needOf(viewConnection(harness.deps, id), harness.deps.now())).toBe(
        canRevoke ? null : 'end-there',
      )
    },
    limits.longMs,
  )

  test.skipIf(missing !== null)(
    `a token that was ended at the server leads to Relink, which works${because} [S2]`,
    async ({ skip }) => {
      const { link, server: started } = await open(start)
      const id = (await link()).linkedConnectionId ?? ''
      if (!started.endEverything) return skip('this server takes any refresh token')
      started.endEverything()
      await refresh(harness.deps, id).catch(() => undefined)
      expect(needOf(viewConnection(harness.deps, id), harness.deps.now())).toBe('relink')
      expect(await link(id)).toMatchObject({ step: 'done', problem: null })
    },
    limits.longMs,
  )

  test.skipIf(missing !== null)(
    `a wrong client secret is named${because}`,
    async ({ skip }) => {
      if (name === 'oauth2-mock-server') return skip('this server takes any secret')
      const { link } = await open(
        async (...given) => ({ ...(await start(...given)), clientSecret: 'wrong' }),
        {
          pushesRequests: false,
        },
      )
      const ended = await link()
      expect(ended.step).toBe('failed')
      expect(['client_rejected', 'request_refused']).toContain(ended.problem?.code)
    },
    limits.longMs,
  )
})
