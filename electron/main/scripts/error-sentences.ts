import { errorTraits } from '../../../shared/error-traits.ts'
import type { ErrorCode, Failure } from '../../../shared/errors.ts'
import type { LocalErrorCode } from '../../../shared/local-protocol.ts'

/** What a client prints, one sentence or two for each code that only scripts meet. */
export const sentences: Readonly<Record<LocalErrorCode, string>> = {
  consent_needed:
    'The user has not allowed this yet. The question waits in Mooring, under Scripts & tools; with --wait it is shown now.',
  consent_refused: 'The user did not allow it.',
  consent_unanswered: 'The user has not answered. The question waits in Mooring, under Scripts & tools.',
  consent_quiet: 'The user refused three times. Mooring asks again after ten minutes.',
  scripts_off: 'Scripts and tools are switched off in Mooring’s settings.',
  token_bound:
    'The token is bound to a key or certificate that stays in Mooring, and is worth nothing alone. Only data that Mooring itself reads are given out.',
  ambiguous: 'The name means several connections.',
  too_many_requests: 'This client calls too often.',
}

/** The codes that scripts meet often. */
const common: Partial<Record<ErrorCode, string>> = {
  internal: 'Mooring failed. Its log says why.',
  closing: 'Mooring is quitting.',
  not_found: 'There is nothing of that name.',
  not_active: 'The connection is not active: open Mooring.',
  consent_expired: 'The consent of the connection is over: relink it in Mooring.',
  grant_ended: 'The institution has ended the access: relink the connection in Mooring.',
  refresh_refused: 'The institution does not renew the access: relink the connection in Mooring.',
  answer_lost: 'A renewal was lost, and with it the access: relink the connection in Mooring.',
  secret_missing: 'The keychain no longer has the token: relink the connection in Mooring.',
  not_subscribed: 'The institution does not offer this for the connection.',
  data_unavailable: 'The institution has no such data.',
  rate_limited: 'The institution takes no more requests for now.',
  offline: 'The institution can’t be reached.',
  timed_out: 'The institution did not answer in time.',
  keychain_locked: 'The keychain is locked: unlock it.',
  row_damaged: 'The connection’s entry in the database is damaged.',
  endpoint_foreign: 'This is no address of the connection: only its data host, and https, can be fetched.',
}

const byFault = {
  mooring: 'Mooring failed',
  user: 'This can’t be done',
  computer: 'This computer prevents it',
  keychain: 'The keychain can’t be used: open Mooring',
  network: 'The network prevents it',
  registration: 'The registration needs its person: open Mooring',
  institution: 'The institution refused it, or answered what can’t be read',
  'update-feed': 'This can’t be done',
} as const

/** By what the request names. */
const notFound: Readonly<Record<string, string>> = {
  connection: 'No connection has that name: “mooring list” names them.',
  account: 'No account has that name: “mooring accounts” names them.',
  dataset: 'No dataset has that name: Data in Mooring’s window names them.',
}

export function sentenceOf({ code, detail }: Failure): string {
  const missing = code === 'not_found' ? notFound[detail.field ?? ''] : undefined
  if (missing !== undefined) return missing
  if (code === 'invalid_input') return `The request is wrong: ${detail.field ?? 'its form'}.`
  return common[code] ?? `${byFault[errorTraits[code].fault]} (${code}).`
}
