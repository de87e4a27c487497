import type { ErrorCode } from '../../shared/errors.ts'
import type { Account } from '../../shared/models/account.ts'
import type { Activity, ActivityKind } from '../../shared/models/activity.ts'
import type { Connection, Permission } from '../../shared/models/connection.ts'
import type { Environment } from '../../shared/models/registration.ts'
import { countText } from './format.ts'

/** Names of the values in the models, such as a permission or an environment. */
export const namesText = {
  permissions: {
    accounts: {
      name: 'Account names and masked numbers',
      detail: 'The name and type of each account, and the last digits of its number.',
    },
    balances: { name: 'Balances', detail: 'Current balance or amount owed, with its date.' },
    transactions: {
      name: 'Transactions',
      detail: 'Deposits and withdrawals, with dates, amounts and descriptions.',
    },
    investments: { name: 'Holdings', detail: 'Securities, with quantities and values.' },
    payments: {
      name: 'Account and routing numbers',
      detail: 'Full account and routing numbers, which can be used to move money.',
    },
    customers: {
      name: 'Name and contact details',
      detail: 'Your name, address, phone numbers and email addresses.',
    },
    statements: { name: 'Statements', detail: 'Account statements as documents.' },
    taxes: { name: 'Tax forms', detail: 'Tax forms for each account.' },
    identity: { name: 'Name and profile', detail: 'Your name and profile at the server.' },
    email: { name: 'Email address', detail: 'Your email address at the server.' },
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

  environments: {
    mikomo: 'Built-in sandbox',
    'akoya-sandbox': 'Akoya sandbox',
    'akoya-production': 'Akoya production',
    'akoya-hosts': 'Akoya (custom hosts)',
    openid: 'OpenID server',
  } satisfies Record<Environment['kind'], string>,

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

const activityNames: Record<ActivityKind, string> = {
  linked: 'Linked',
  relinked: 'Relinked',
  refreshed: 'Refreshed',
  accounts_read: 'Accounts read',
  refresh_failed: 'Refresh failed',
  data_failed: 'Couldn’t read accounts',
  ended: 'Access ended',
  revoke_requested: 'Revoke requested',
  revoke_undone: 'Revoke undone',
  revoke_failed: 'Revocation not confirmed yet',
  revoked: 'Revoked at the institution',
  forgotten: 'Removed from Mooring',
  given_back: 'Revoked access without a connection',
  left_over: 'Access may remain at the institution',
  secret_kept: 'Kept a secret without a connection',
}

/** Failures after which access is lost to Mooring but may continue at the institution. */
const lostOnlyHere: ReadonlySet<ErrorCode> = new Set(['answer_lost', 'secret_missing', 'id_token_invalid'])

export function activityText({ kind, accounts, problem }: Activity): string {
  if (kind === 'accounts_read' && accounts !== null)
    return `Read ${countText(accounts, 'account', 'accounts')}`
  if (kind === 'ended' && problem !== null && lostOnlyHere.has(problem.code))
    return 'Mooring can’t use this access any more'
  return activityNames[kind]
}
