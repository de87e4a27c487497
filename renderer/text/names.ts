import type { BalanceKind } from '../../shared/balance-kinds.ts'
import { errorTraits } from '../../shared/error-traits.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Account } from '../../shared/models/account.ts'
import type { Activity, ActivityKind } from '../../shared/models/activity.ts'
import type { Connection, Permission } from '../../shared/models/connection.ts'
import { permissionNames } from '../../shared/permission-names.ts'
import { countText } from './format.ts'

/** Names of the values in the models, such as a permission or a kind of balance. */
export const namesText = {
  permissions: {
    accounts: {
      name: permissionNames.accounts,
      detail: 'The name and type of each account, and the last digits of its number.',
    },
    balances: { name: permissionNames.balances, detail: 'Current balance or amount owed, with its date.' },
    transactions: {
      name: permissionNames.transactions,
      detail: 'Deposits and withdrawals, with dates, amounts and descriptions.',
    },
    investments: {
      name: permissionNames.investments,
      detail: 'Securities, with quantities and values. Shown in Holdings.',
    },
    payments: {
      name: permissionNames.payments,
      detail: 'Full account and routing numbers, which can be used to move money. Mooring doesn’t read them.',
    },
    customers: {
      name: permissionNames.customers,
      detail:
        'Your name, address, phone numbers and email addresses. Shown in the details of a connection when you choose so.',
    },
    statements: {
      name: permissionNames.statements,
      detail: 'Account statements as PDF files. Shown in Documents.',
    },
    taxes: { name: permissionNames.taxes, detail: 'Tax forms as PDF files. Shown in Documents.' },
    identity: { name: permissionNames.identity, detail: 'Your name and profile at the server.' },
    email: { name: permissionNames.email, detail: 'Your email address at the server.' },
  } satisfies Record<Permission, { name: string; detail: string }>,

  accountCategories: {
    deposit: 'Deposit',
    investment: 'Investment',
    loan: 'Loan',
    'line-of-credit': 'Credit',
    insurance: 'Insurance',
    annuity: 'Annuity',
    other: 'Account',
  } satisfies Record<Account['category'], string>,

  /** The kinds of an account's balances. */
  balanceKinds: {
    current: 'current',
    value: 'value',
    principal: 'principal',
    'net-present-value': 'net present value',
    'pay-off': 'pay-off amount',
    available: 'available',
    cash: 'available cash',
  } satisfies Record<BalanceKind, string>,

  stages: { sandbox: 'Sandbox', production: 'Production', other: null } satisfies Record<
    Connection['stage'],
    string | null
  >,
} as const

/** Account types that FDX writes as one word. */
const spacedTypes: Record<string, string> = {
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

/** The institution's word for the type of an account (CHECKING), else our category. */
export function accountTypeText({ type, category }: Account): string {
  const words = (type ?? '')
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
    .toLocaleLowerCase('en')
  if (words === '') return namesText.accountCategories[category]
  const spaced = spacedTypes[words] ?? words
  return spaced.charAt(0).toLocaleUpperCase('en') + spaced.slice(1)
}

export const activityNames: Record<ActivityKind, string> = {
  linked: 'Linked',
  relinked: 'Relinked',
  refreshed: 'Refreshed',
  grant_changed: 'The institution changed what it grants',
  accounts_read: 'Accounts read',
  accounts_exported: 'Accounts exported',
  transactions_exported: 'Transactions exported',
  holdings_exported: 'Holdings exported',
  owner_exported: 'Name and contact exported',
  document_saved: 'Document saved',
  refresh_failed: 'Refresh failed',
  data_failed: 'Couldn’t read accounts',
  ended: 'Access ended',
  revoke_requested: 'Revoke requested',
  revoke_undone: 'Revoke undone',
  revoke_failed: 'Revocation not confirmed yet',
  revoked: 'Revoked at the institution',
  removed: 'Removed from Mooring',
  orphan_revoked: 'Revoked access without a connection',
  left_over: 'Access may remain at the institution',
  secret_kept: 'Kept a secret without a connection',
  script_allowed: 'Allowed to a script',
  script_used: 'Used by a script',
  script_ended: 'No longer allowed to a script',
}

/** “nightly”, data, 120 rows */
function scriptText({ name, level, rows }: NonNullable<Activity['script']>): string {
  return [`“${name}”`, level, ...(rows === null ? [] : [countText(rows, 'row', 'rows')])].join(', ')
}

/** Whether access that ended for Mooring may continue at the institution. */
function mayContinue(code: ErrorCode): boolean {
  const { endsGrant } = errorTraits[code]
  return endsGrant !== undefined && endsGrant !== 'at-institution'
}

/** "Read 5 accounts, 1 account no longer shared". */
export function activityText({
  kind,
  accounts,
  problem,
  unreadable,
  isPartial,
  repeated,
  kept,
  gone,
  script,
}: Activity): string {
  const what =
    kind === 'accounts_read' && accounts !== null
      ? `Read ${countText(accounts, 'account', 'accounts')}`
      : kind === 'ended' && problem !== null && mayContinue(problem.code)
        ? 'Mooring can’t use this access any more'
        : script === undefined
          ? activityNames[kind]
          : `${activityNames[kind]}: ${scriptText(script)}`
  const counts = [
    isPartial ? 'some may be missing' : null,
    unreadable ? `couldn’t fully read ${countText(unreadable, 'entry', 'entries')}` : null,
    repeated ? `left out ${countText(repeated, 'duplicate', 'duplicates')}` : null,
    kept ? `kept ${countText(kept, 'account', 'accounts')} from before` : null,
    gone ? `${countText(gone, 'account', 'accounts')} no longer shared` : null,
  ]
  return [what, ...counts.filter((count) => count !== null)].join(', ')
}
