import { institutionKinds, type InstitutionKindTraits } from '../../../shared/institution-kinds.ts'
import type { ConsentTerms } from '../../../shared/models/consent-receipt.ts'
import type { Permission } from '../../../shared/models/connection.ts'
import type { Disclosure, DisclosureWords } from '../../../shared/models/disclosure.ts'
import type { Institution } from '../../../shared/models/institution.ts'
import type { Environment, Registration } from '../../../shared/models/registration.ts'
import { permissionNames } from '../../../shared/permission-names.ts'
import { canonicalJson, sha256 } from './chain.ts'
import { disclosureText, textVersion } from './disclosure-text.ts'

const dayMs = 24 * 60 * 60_000

/**
 * Composes the disclosure that is shown before a link, and the same as facts. The only place that writes it: the window shows this text,
 * and the receipt keeps it.
 *
 * @see 12 CFR 1033.411(b) for what it has to say, 1033.431(b) for the aggregator
 */
export function composeDisclosure({
  institution,
  registration,
  words,
  canRevoke,
  atMs,
}: {
  institution: Pick<Institution, 'name' | 'consentDays'>
  registration: Pick<
    Registration,
    'name' | 'environment' | 'scopes' | 'readsNumbers' | 'authorizationDetails'
  >
  words: DisclosureWords
  /** Whether access at the institution can be ended from here. */
  canRevoke: boolean
  atMs: number
}): { disclosure: Disclosure; terms: ConsentTerms } {
  const kind = institutionKinds[registration.environment.kind]
  const requested = requestedPermissions(registration)
  const isRead = (one: Permission) =>
    kind.read.includes(one) || (registration.readsNumbers && one === 'payments')
  const { authorizationDetails = [] } = registration
  const unread = requested.filter((one) => !isRead(one)).map((one) => permissionNames[one])
  const untilMs = atMs + institution.consentDays * dayMs
  const terms: ConsentTerms = {
    thirdParty: words.thirdParty,
    dataProvider: institution.name,
    aggregator: kind.hub,
    service: words.service || usualService(kind.family),
    certification: words.certification || null,
    permissions: requested.filter(isRead),
    scopes: registration.scopes,
    days: institution.consentDays,
    until: new Date(untilMs).toISOString(),
  }
  const text = {
    version: textVersion,
    lead: disclosureText.lead(words.thirdParty, registration.name, institution.name, kind.hub),
    sections: [
      {
        heading: disclosureText.data,
        // Without known permissions, the institution's own names are all that is known.
        list: kind.family === 'oauth' ? terms.scopes : terms.permissions.map((one) => permissionNames[one]),
        paragraphs: [
          [disclosureText.limits[kind.family], ...readHere(registration.environment)].join(' '),
          ...(authorizationDetails.length === 0
            ? []
            : [disclosureText.details(JSON.stringify(authorizationDetails))]),
          ...(unread.length === 0 ? [] : [disclosureText.notRead(unread)]),
        ],
      },
      {
        heading: disclosureText.service,
        list: [],
        paragraphs: [...terms.service.split('\n'), disclosureText.necessary],
      },
      {
        heading: disclosureText.howLong,
        list: [],
        paragraphs: [disclosureText.atMost(institution.consentDays, untilMs)],
      },
      {
        heading: disclosureText.stop,
        list: [],
        paragraphs: [stopText(kind.isBuiltIn, canRevoke, institution.name)],
      },
      ...(terms.certification === null
        ? []
        : [{ heading: disclosureText.certification, list: [], paragraphs: terms.certification.split('\n') }]),
    ],
  }
  return { disclosure: { ...text, atMs, hash: sha256(canonicalJson(text)) }, terms }
}

function usualService(family: InstitutionKindTraits['family']): string {
  return family === 'oauth' ? disclosureText.usualServiceUnread : disclosureText.usualService
}

function stopText(isBuiltIn: boolean, canRevoke: boolean, name: string): string {
  if (!canRevoke) return disclosureText.stopOnlyThere(name)
  return isBuiltIn ? disclosureText.stopHere : disclosureText.stopThere
}

/** What Mooring itself reads where it has no reader of the institution's data. */
function readHere(environment: Environment): string[] {
  if (environment.kind !== 'oauth') return []
  return [environment.loginAddress === undefined ? disclosureText.readsNothing : disclosureText.readsLogin]
}

/** The most that a link requests. */
function requestedPermissions({
  environment,
  scopes,
}: Pick<Registration, 'environment' | 'scopes'>): readonly Permission[] {
  const { permissions, permissionOfScope } = institutionKinds[environment.kind]
  if (permissionOfScope === null) return permissions
  const requested = scopes.map((scope) => permissionOfScope[scope])
  return permissions.filter((permission) => requested.includes(permission))
}
