import { request } from 'undici'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { findConnection } from '../../electron/main/store/connections.ts'
import { findGrant } from '../../electron/main/store/grants.ts'
import type { GrantRow } from '../../electron/main/store/rows.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import { eventually, type Harness } from './harness.ts'
import { client, type OddServer } from './odd-server.ts'

/** A registration and an institution at the odd server. */
export async function registerAtOdd(harness: Harness, odd: OddServer): Promise<string> {
  const registration = await addRegistration(harness.deps, {
    name: 'Desk',
    environment: { kind: 'openid', issuer: odd.issuer },
    ...client,
    scopes: ['openid', 'profile', 'offline_access'],
    redirect: { mode: 'loopback' },
  })
  return addInstitution(harness.deps, {
    registrationId: registration.id,
    connector: null,
    name: 'Harbor Savings',
  }).id
}

/** A link with a browser that goes wherever the server sends it. */
export async function linkAtOdd(
  harness: Harness,
  institutionId: string,
  connectionId?: string,
): Promise<LinkProgress> {
  const before = harness.opened.length
  const { id } = await startLink(harness.deps, { institutionId, connectionId })
  const url = await eventually('the browser is opened', () => harness.opened[before])
  const there = await request(url)
  await request(String(there.headers['location']), {
    headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  })
  return harness.ended(id)
}

/** The grant that a connection holds now. */
export function grantOf({ deps }: Harness, connectionId: string): GrantRow {
  const grant = findGrant(deps.store, findConnection(deps.store, connectionId)?.grantId ?? '')
  if (!grant) throw new Error('the connection has no grant')
  return grant
}
