import { request } from 'undici'
import { pasteAnswer, startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import type { OAuthSettings } from '../../shared/models/oauth-settings.ts'
import type { RedirectMode } from '../../shared/models/registration.ts'
import { eventually, type Harness } from './harness.ts'
import type { PlainServer } from './plain-server.ts'

/** A client as Schwab gives them: what encoding would change. */
export const plainClient = { clientId: 'x7Q+app/9', clientSecret: 's/3cr:t' }
export const pasteUri = 'https://127.0.0.1:8182'

/** The settings of the preset for Schwab, for a client id that its Basic header carries without encoding. */
const plainSettings: OAuthSettings = {
  clientAuthentication: 'basic_unencoded',
  hasPkce: false,
  scopeSeparator: ' ',
  authorizationParameters: {},
  codeSeconds: 30,
  refreshLife: { days: 7, from: 'authorization' },
}

interface Wanted {
  name?: string
  redirect?: RedirectMode
  settings?: Partial<OAuthSettings>
  loginAddress?: string
  issuer?: string
}

/** A registration and an institution at the plain server. */
export async function registerAtPlain(
  harness: Harness,
  plain: PlainServer,
  wanted: Wanted = {},
): Promise<string> {
  const { name = 'Desk', redirect = { mode: 'paste', uri: pasteUri }, settings = {}, ...addresses } = wanted
  const registration = await addRegistration(harness.deps, {
    name,
    environment: {
      kind: 'oauth',
      authorizationEndpoint: `${plain.base}/v1/oauth/authorize`,
      tokenEndpoint: `${plain.base}/v1/oauth/token`,
      ...addresses,
      settings: { ...plainSettings, ...settings },
    },
    ...plainClient,
    scopes: [],
    redirect,
  })
  return addInstitution(harness.deps, { registrationId: registration.id, connector: null, name }).id
}

/** Links with a user who approves, and pastes the address of the error page that the browser ends at. */
export async function linkAtPlain(
  harness: Harness,
  institutionId: string,
  options: {
    connectionId?: string
    loginName?: string
    /** Changes what is pasted. */
    pasted?: (address: string) => string | Promise<string>
  } = { loginName: 'Ortega' },
): Promise<LinkProgress> {
  const before = harness.opened.length
  const { pasted = (address: string) => address, ...wanted } = options
  const { id } = await startLink(harness.deps, { institutionId, ...wanted })
  const url = await eventually('the browser is opened', () => harness.opened[before])
  const there = await request(url)
  pasteAnswer(harness.deps, id, await pasted(String(there.headers['location'])))
  return harness.ended(id)
}
