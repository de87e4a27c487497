import { errorTraits } from '../../shared/error-traits.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { BalanceKind } from '../../shared/balance-kinds.ts'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { Account } from '../../shared/models/account.ts'
import type { AppStatus } from '../../shared/models/app.ts'
import type { Activity, ActivityKind } from '../../shared/models/activity.ts'
import type { Connection, Permission } from '../../shared/models/connection.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { countText } from './format.ts'

/** What a permission lets us read, in plain words. */
export const permissionLabels: Record<Permission, string> = {
  accounts: 'Account names and masked numbers',
  balances: 'Balances',
  transactions: 'Transactions',
  investments: 'Holdings',
  payments: 'Account and routing numbers',
  customers: 'Name and contact',
  statements: 'Statements',
  taxes: 'Tax forms',
  identity: 'Name and profile',
  email: 'E-mail address',
}

/** What each lets us read, in a sentence. */
export const permissionDetails: Record<Permission, string> = {
  accounts: 'What each account is called, its type, and the last digits of its number.',
  balances: 'What is on each account or owed on it, and as of when.',
  transactions: 'What went in and out of each account, with dates, amounts and descriptions.',
  investments: 'Which securities are held, how many, and what they are worth.',
  payments: 'The full account and routing numbers, with which money can be moved.',
  customers: 'Your name, address, telephone numbers and e-mail addresses.',
  statements: 'The statements of each account, as documents.',
  taxes: 'The tax forms of each account.',
  identity: 'Your name and profile, as the server knows them.',
  email: 'Your e-mail address, as the server knows it.',
}

const accountCategoryLabels: Record<Account['category'], string> = {
  deposit: 'Deposit',
  investment: 'Investment',
  loan: 'Loan',
  'line-of-credit': 'Credit',
  insurance: 'Insurance',
  annuity: 'Annuity',
  other: 'Account',
}

/** What a link asks for at most. */
export function requestedBy({ environment, scopes }: Registration): readonly Permission[] {
  const { permissions, permissionOfScope } = institutionKinds[environment.kind]
  if (permissionOfScope === null) return permissions
  const requested = scopes.map((scope) => permissionOfScope[scope])
  return permissions.filter((permission) => requested.includes(permission))
}

/** FDX writes some types as one word. */
const joinLabels: Record<string, string> = {
  brokerageproduct: 'brokerage',
  certificate: 'certificate of deposit',
  commercialdeposit: 'commercial deposit',
  commercialline: 'commercial line of credit',
  commercialloan: 'commercial loan',
  creditcard: 'credit card',
  homeequityloan: 'home equity loan',
  lineofcredit: 'line of credit',
  moneymarket: 'money market',
  personalloan: 'personal loan',
  studentloan: 'student loan',
}

/** What an account is: in the institution's word where it gave one (CHECKING), else what it counts as. */
export function accountKindText({ type, category }: Account): string {
  if (type === null || type.trim() === '') return accountCategoryLabels[category]
  const words = type
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
    .toLocaleLowerCase('en')
  const spaced = joinLabels[words] ?? words
  return spaced.charAt(0).toLocaleUpperCase('en') + spaced.slice(1)
}

/** A cause in the few words that fit a status. The sentences are in messages.ts. */
export const causeLabels: Partial<Record<ErrorCode, string>> = {
  grant_ended: 'Ended at the institution',
  answer_lost: 'Answer to a refresh lost',
  refresh_refused: 'Renewal refused',
  secret_missing: 'Access no longer in the keychain',
  consent_expired: 'Consent has ended',
  revocation_unconfirmed: 'Revocation not confirmed',
  revocation_token_lost: 'Answer to a refresh lost',
  id_token_invalid: 'Identity did not check out',
  issuer_mismatch: 'Answered by another server',
  client_rejected: 'Client secret not accepted',
  client_authentication_unsupported: 'Client secret not supported',
  client_secret_missing: 'Client secret missing',
  not_subscribed: 'Not subscribed',
  answer_invalid: 'Answer not understood',
  offline: 'Can’t be reached',
  timed_out: 'No answer in time',
  tls_failed: 'Connection not safe',
  portal: 'Network asks to sign in',
  server_unavailable: 'Institution out of order',
  keychain_unavailable: 'No keychain',
  keychain_locked: 'Keychain locked',
  keychain_denied: 'Keychain denied access',
  keychain_timeout: 'Keychain did not answer',
  disk_full: 'Disk full',
}

const activityLabels: Record<ActivityKind, string> = {
  linked: 'Linked',
  relinked: 'Linked again',
  refreshed: 'Refreshed',
  accounts_read: 'Accounts read',
  accounts_exported: 'Accounts written to a file',
  transactions_exported: 'Transactions written to a file',
  refresh_failed: 'Refresh did not work',
  data_failed: 'Accounts could not be read',
  ended: 'Access ended',
  revoke_requested: 'Revoke pressed',
  revoke_undone: 'Revoke taken back',
  revoke_failed: 'Revocation not confirmed yet',
  revoked: 'Revoked at the institution',
  forgotten: 'Removed from Mooring',
  given_back: 'Access that no connection stood for was ended',
  left_over: 'Access may be left over at the institution',
  secret_kept: 'A secret without a connection was kept',
}

/** Whether access that ended for Mooring may go on at the institution. */
function mayGoOnThere(code: ErrorCode): boolean {
  const { endsGrant } = errorTraits[code]
  return endsGrant !== undefined && endsGrant !== 'at-institution'
}

export function activityText(line: Activity): string {
  const { kind, accounts, problem, unreadable, repeated, kept, gone } = line
  const what =
    kind === 'accounts_read' && accounts !== null
      ? `${countText(accounts, 'account', 'accounts')} read`
      : kind === 'ended' && problem !== null && mayGoOnThere(problem.code)
        ? 'Access can’t be used from here any more'
        : activityLabels[kind]
  const counts = [
    unreadable ? `${countText(unreadable, 'entry', 'entries')} could not be read` : null,
    repeated ? `${countText(repeated, 'repeated entry', 'repeated entries')} left out` : null,
    kept ? `${countText(kept, 'account', 'accounts')} kept from before` : null,
    gone ? `${countText(gone, 'account', 'accounts')} no longer shared` : null,
  ]
  return [what, ...counts.filter((count) => count !== null)].join(', ')
}

/** Which of an account's balances an amount is. */
export const balanceWords: Record<BalanceKind, string> = {
  current: 'current',
  value: 'value',
  principal: 'principal',
  'net-present-value': 'net present value',
  'pay-off': 'pay-off amount',
  available: 'available',
  cash: 'available cash',
}

export const stageLabels: Record<Connection['stage'], string | null> = {
  sandbox: 'Sandbox',
  production: 'Production',
  other: null,
}

/** Two letters for an institution without a logo. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? words.slice(0, 2).map(firstLetter) : [...name].slice(0, 2)
  return letters.join('').toLocaleUpperCase()
}

function firstLetter(word: string): string {
  return [...word][0] ?? ''
}

/** The key that shortcuts are pressed with. */
export function commandKey(platform: AppStatus['platform']): string {
  return platform === 'darwin' ? '⌘' : 'Ctrl'
}
