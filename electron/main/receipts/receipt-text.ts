import type { ErrorCode } from '../../../shared/errors.ts'
import type { ConsentEntry, ConsentFact } from '../../../shared/models/consent-receipt.ts'
import type { Permission } from '../../../shared/models/connection.ts'
import { permissionNames } from '../../../shared/permission-names.ts'

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
})

/** "25 Nov 2026, 21:15:03 UTC" */
export function utcTime(time: string): string {
  return `${timeFormat.format(Date.parse(time))} UTC`
}

/** The sentence of an entry. */
export function titleOf({ fact }: ConsentEntry): string {
  switch (fact.kind) {
    case 'disclosed':
      return 'The disclosure was shown and Link was pressed'
    case 'not-granted':
      return 'The link ended without access'
    case 'granted':
      return 'Access was granted'
    case 'renewed':
      return 'Access was renewed'
    case 'changed':
      return 'The institution changed what it grants'
    case 'numbers-switched':
      return fact.isOn
        ? 'Reading of full account numbers was switched on in Mooring'
        : 'Reading of full account numbers was switched off in Mooring'
    case 'term-changed':
      return 'The duration of the consent was changed in Mooring'
    case 'revocation-requested':
      return 'Revoke was pressed'
    case 'revocation-undone':
      return 'Revoke was undone'
    case 'revocation-failed':
      return fact.isFinal ? 'The revocation failed' : 'The revocation was not confirmed yet'
    case 'revoked':
      return 'The institution confirmed the revocation'
    case 'ended':
      return 'Access ended without being revoked in Mooring'
    case 'removed':
      return 'The connection was removed from Mooring’s list'
    case 'branch':
      return 'The receipts go on after a restored backup'
  }
}

/** The facts of an entry, in the order shown; null for those that it does not have. */
export function factsOf(fact: ConsentFact): [name: string, value: string | null][] {
  switch (fact.kind) {
    case 'disclosed': {
      const { terms, disclosure } = fact
      return [
        ['Shown', fact.shown === 'first' ? 'Before the browser opened' : 'While the browser opened'],
        ['Third party', terms.thirdParty || 'Not named by the organization'],
        ['Data provider', terms.dataProvider],
        ['Data aggregator', terms.aggregator],
        ['Product or service', terms.service],
        ['Certification', terms.certification ?? 'None was given'],
        ['Data requested', permissionsText(terms.permissions)],
        ['Scopes requested', terms.scopes.join(' ')],
        ['At most until', `${utcTime(terms.until)} (${terms.days} days)`],
        ['Wording', `Version ${disclosure.version}, SHA-256 ${disclosure.hash}`],
      ]
    }
    case 'granted':
    case 'renewed':
      return [
        ['Data granted', permissionsText(fact.permissions)],
        ['Scopes granted', fact.scopesGranted.join(' ') || 'None'],
        ['Details requested', fact.detailsRequested ? JSON.stringify(fact.detailsRequested) : null],
        ['Details granted', detailsText(fact)],
        ['Authorized', utcTime(fact.authorizedTime)],
        ['At most until', utcTime(fact.until)],
        ['Consent ID', fact.consentId],
      ]
    case 'changed':
      return [
        ['Data granted before', permissionsText(fact.permissionsBefore)],
        ['Data granted now', permissionsText(fact.permissions)],
        ['Scopes granted now', fact.scopesGranted.join(' ') || 'None'],
        ['Details granted before', fact.detailsBefore ? JSON.stringify(fact.detailsBefore) : null],
        ['Details granted now', fact.detailsGranted ? JSON.stringify(fact.detailsGranted) : null],
      ]
    case 'term-changed':
      return [
        ['At most until, before', utcTime(fact.untilBefore)],
        ['At most until, now', utcTime(fact.until)],
      ]
    case 'not-granted':
    case 'ended':
      return [['Reason', reasonText(fact.reason)], ...answerFacts(fact)]
    case 'revocation-failed':
      return [
        ['Reason', reasonText(fact.reason)],
        ...answerFacts(fact),
        ['Tries', String(fact.attempts)],
        ['Next', fact.isFinal ? 'Access may remain: end it at the institution' : 'Mooring tries again'],
      ]
    case 'revoked':
      return [...answerFacts(fact), ['Tries', String(fact.attempts)]]
    case 'removed':
      return [['Access', fact.mayRemain ? 'May remain at the institution' : 'None that Mooring knows of']]
    case 'branch':
      return [
        ['Old end', `Entry ${fact.oldNumber}, SHA-256 ${fact.oldHash}`],
        ['Meaning', 'Entries up to that one were written before, and are not in this copy of the data'],
      ]
    case 'numbers-switched':
    case 'revocation-requested':
    case 'revocation-undone':
      return []
  }
}

function answerFacts({
  host,
  status,
}: {
  host: string | null
  status: number | null
}): [string, string | null][] {
  return [
    ['Answered by', host],
    ['Answer', status === null ? null : `HTTP ${status}`],
  ]
}

function detailsText({
  detailsRequested,
  detailsGranted,
}: Extract<ConsentFact, { kind: 'granted' | 'renewed' }>) {
  if (detailsGranted) return JSON.stringify(detailsGranted)
  return detailsRequested ? 'The institution did not say' : null
}

function permissionsText(permissions: readonly Permission[]): string {
  return permissions.map((permission) => permissionNames[permission]).join(', ') || 'None that Mooring knows'
}

const reasons: Partial<Record<ErrorCode, string>> = {
  consent_denied: 'It was refused at the institution',
  link_cancelled: 'Cancel was pressed in Mooring',
  link_timed_out: 'Nobody approved it in time',
  link_interrupted: 'Mooring was interrupted',
  consent_expired: 'Its duration was over',
  grant_ended: 'The institution ended it',
  answer_lost: 'An answer of the institution was lost',
  secret_missing: 'Mooring no longer has its token',
  revocation_unsupported: 'The institution does not support revocation',
  revocation_refused: 'The institution refused the revocation',
  offline: 'No connection to the institution',
  timed_out: 'The institution did not answer in time',
  server_unavailable: 'The institution’s server was unavailable',
}

function reasonText(code: ErrorCode): string {
  const sentence = reasons[code]
  return sentence === undefined ? code : `${sentence} (${code})`
}

export const receiptText = {
  title: 'Consent receipt',
  allTitle: 'All consent receipts',
  exported: (time: string) => `Exported ${utcTime(time)} by Mooring`,
  none: 'Mooring has no receipts of this connection: it was linked before Mooring kept them.',
  older: 'The disclosure and the grant are missing: this connection was linked before Mooring kept receipts.',
  unreadable: (number: number) => `Entry ${number} can’t be read: it was changed after it was written.`,
  shown: 'The text that was shown',
  entry: (number: number) => `Entry ${number}`,
  login: 'Login',
  registration: 'Registration',
  chainTitle: 'How to check this receipt',
  newest: (number: number, hash: string) =>
    `When this was exported, the newest entry of all receipts was number ${number}, SHA-256 ${hash}.`,
  chain: [
    'Each entry’s SHA-256 is of the entry’s text in the JSON export, which names the SHA-256 of the entry before. A changed entry, or one taken out of the middle, no longer fits.',
    'The chain alone shows neither that its end was cut off nor that all of it was written anew. Keep this file, or give it to somebody else: the number and the SHA-256 above have to be in every later export of all receipts.',
  ],
} as const
