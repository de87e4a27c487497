import { inDaysText } from '../../../shared/calendar.ts'
import type { OpenRequest } from '../../../shared/models/app.ts'
import type { Notice } from '../runtime/deps.ts'
import type { NoticeKind, NoticeRow } from '../store/notices.ts'

type Words = Omit<Notice, 'open'>

const words: Record<NoticeKind, (first: NoticeRow, nowMs: number) => Words> = {
  consent: ({ name, untilMs }, nowMs) =>
    untilMs === null || untilMs <= nowMs
      ? {
          title: `Consent for ${name} has expired`,
          body: 'Mooring no longer refreshes it. Relink to continue, or revoke.',
        }
      : {
          title: `Consent for ${name} expires ${inDaysText(untilMs, nowMs)}`,
          body: 'Relink before then to avoid an interruption.',
        },
  'refresh-life': ({ name, untilMs }, nowMs) =>
    untilMs === null || untilMs <= nowMs
      ? {
          title: `The refresh token for ${name} has expired`,
          body: 'Access can’t be renewed without you. Relink to continue.',
        }
      : {
          title: `The refresh token for ${name} expires ${inDaysText(untilMs, nowMs)}`,
          body: 'Relink before then to avoid an interruption.',
        },
  certificate: ({ name, untilMs }, nowMs) =>
    untilMs === null || untilMs <= nowMs
      ? {
          title: `The client certificate of “${name}” has expired`,
          body: 'Nothing that uses it can be refreshed. Choose a new one in Mooring.',
        }
      : {
          title: `The client certificate of “${name}” expires ${inDaysText(untilMs, nowMs)}`,
          body: 'Choose a new one before then to avoid an interruption.',
        },
  ended: ({ name }) => ({
    title: `Access to ${name} has ended`,
    body: 'Relink it in Mooring to read its data again.',
  }),
  registration: ({ name }) => ({
    title: `Registration “${name}” is refused`,
    body: 'Nothing that uses it can be refreshed. Check its client ID and secret in Mooring.',
  }),
  keychain: () => ({
    title: 'Mooring can’t read the keychain',
    body: 'Nothing can be refreshed until you unlock it. Then try again in Mooring.',
  }),
  dataset: ({ name }) => ({
    title: `Dataset “${name}” can’t be updated`,
    body: 'Three runs in a row have failed. Open it in Mooring to see why.',
  }),
  retry: ({ name }) => ({ title: `Refreshing ${name} failed`, body: 'Mooring keeps trying.' }),
}

/**
 * One notification for all of a kind. Names the most urgent one and counts the others.
 *
 * @param rows at least one
 */
export function noticeOf(kind: NoticeKind, rows: readonly NoticeRow[], nowMs: number): Notice {
  const [first, ...others] = rows.toSorted((a, b) => (a.untilMs ?? a.atMs) - (b.untilMs ?? b.atMs))
  if (!first) throw new RangeError('nothing to notify of')
  const { title, body } = words[kind](first, nowMs)
  const more = others.length === 0 ? '' : ` ${others.length} more in Mooring.`
  return { title, body: `${body}${more}`, open: openOf(first, others.length > 0) }
}

/** What a click shows: what it is about, or the list that has all of them. */
function openOf({ kind, subject }: NoticeRow, isSeveral: boolean): OpenRequest {
  switch (kind) {
    case 'registration':
    case 'certificate':
      return isSeveral ? { kind: 'view', view: 'registrations' } : { kind: 'registration', id: subject }
    case 'consent':
    case 'refresh-life':
    case 'ended':
      return isSeveral ? { kind: 'view', view: 'needs-attention' } : { kind: 'connection', id: subject }
    case 'retry':
      return isSeveral ? { kind: 'view', view: 'connections' } : { kind: 'connection', id: subject }
    case 'dataset':
      return isSeveral ? { kind: 'view', view: 'data' } : { kind, id: subject }
    case 'keychain':
      return { kind: 'view', view: 'connections' }
  }
}
