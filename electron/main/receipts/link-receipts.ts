import type { Failure } from '../../../shared/errors.ts'
import type { Disclosure } from '../../../shared/models/disclosure.ts'
import type { Institution } from '../../../shared/models/institution.ts'
import type { LinkFlow } from '../../../shared/models/link.ts'
import { AppError, toFailure } from '../core/errors.ts'
import { appendReceipt } from './append.ts'
import { composeDisclosure } from './disclosure.ts'
import { failureFacts, timeText } from './record.ts'
import { subjectOfLink } from './subject.ts'
import { write } from '../store/database.ts'
import { findInstitution } from '../store/institutions.ts'
import { readPreferences } from '../store/preferences.ts'
import { isLinkRecorded } from '../store/receipts.ts'
import { findRegistration } from '../store/registrations.ts'
import type { RegistrationRow } from '../store/rows.ts'
import type { Core } from '../runtime/deps.ts'

/** A disclosure that the user has read. */
export type SeenDisclosure = Pick<Disclosure, 'atMs' | 'hash'>

/** The disclosure to show before a link. @throws AppError `not_found` */
export function discloseLink(
  deps: Pick<Core, 'store' | 'now'>,
  institutionId: string,
  { canRevoke }: { canRevoke: boolean },
): Disclosure {
  const institution = findInstitution(deps.store, institutionId)
  const registration = institution && findRegistration(deps.store, institution.registrationId)
  if (!institution || !registration) throw new AppError('not_found')
  const words = readPreferences(deps.store).disclosure
  return composeDisclosure({ institution, registration, words, canRevoke, atMs: deps.now() }).disclosure
}

/**
 * Writes the disclosure of a link to the consent receipts: the one that was read, or one that is shown from now on.
 *
 * @throws AppError `disclosure_changed` when the one that was read would say something else now; nothing is written then
 */
export function recordDisclosure(
  deps: Pick<Core, 'store' | 'now'>,
  link: {
    linkId: string
    institution: Institution
    registration: RegistrationRow
    connectionId?: string | undefined
    flow: LinkFlow
    canRevoke: boolean
    seen?: SeenDisclosure | undefined
  },
): Disclosure {
  const { institution, registration, seen, flow, canRevoke } = link
  const words = readPreferences(deps.store).disclosure
  const atMs = seen?.atMs ?? deps.now()
  const { disclosure, terms } = composeDisclosure({ institution, registration, words, canRevoke, atMs })
  if (seen && (seen.hash !== disclosure.hash || isOutOfTime(deps, seen))) {
    throw new AppError('disclosure_changed')
  }
  const { atMs: _atMs, ...text } = disclosure
  appendReceipt(
    deps,
    subjectOfLink(deps.store, {
      linkId: link.linkId,
      institutionId: institution.id,
      connectionId: link.connectionId ?? null,
    }),
    {
      kind: 'disclosed',
      flow,
      shown: seen ? 'first' : 'beside',
      disclosure: { ...text, time: timeText(atMs) },
      terms,
    },
  )
  return disclosure
}

const readableForMs = 24 * 60 * 60_000

/** The window says when it showed the disclosure: not in the future, and not so long ago that its dates are no longer true. */
function isOutOfTime({ now }: Pick<Core, 'now'>, { atMs }: SeenDisclosure): boolean {
  return atMs > now() || atMs < now() - readableForMs
}

/** Writes down that a link ended without access, and why. Never throws: the link has already ended. */
export function recordNotGranted(
  deps: Pick<Core, 'store' | 'now' | 'log'>,
  link: { id: string; institutionId: string; connectionId: string | null; problem: Failure },
): void {
  try {
    write(deps.store, () => {
      // The grant was stored, and something after that failed.
      if (isLinkRecorded(deps.store, link.id)) return
      appendReceipt(deps, subjectOfLink(deps.store, { ...link, linkId: link.id }), {
        kind: 'not-granted',
        ...failureFacts(link.problem),
      })
    })
  } catch (thrown) {
    deps.log.warn('receipt.not_written', { linkId: link.id, problem: toFailure(thrown).code })
  }
}
