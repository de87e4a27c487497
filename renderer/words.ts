import type { Activity, ActivityKind, Connection, Environment, Permission } from '../shared/models.ts'
import { countText } from './format.ts'

/** What a permission lets us read, in plain words. */
export const permissionWords: Record<Permission, string> = {
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

export const accountCategoryWords: Record<Connection['accounts'][number]['category'], string> = {
  deposit: 'Deposit',
  investment: 'Investment',
  loan: 'Loan',
  'line-of-credit': 'Credit',
  insurance: 'Insurance',
  annuity: 'Annuity',
  other: 'Account',
}

const activityWords: Record<ActivityKind, string> = {
  linked: 'Linked',
  relinked: 'Linked again',
  refreshed: 'Refreshed',
  accounts_read: 'Accounts read',
  refresh_failed: 'Refresh did not work',
  data_failed: 'Accounts could not be read',
  ended: 'Access ended at the institution',
  revoke_requested: 'Revoke pressed',
  revoke_undone: 'Revoke taken back',
  revoke_failed: 'Revocation not confirmed yet',
  revoked: 'Revoked at the institution',
  forgotten: 'Removed from Mooring',
}

export function activityText({ kind, accounts }: Activity): string {
  if (kind === 'accounts_read' && accounts !== null)
    return `${countText(accounts, 'account', 'accounts')} read`
  return activityWords[kind]
}

export const environmentWords: Record<Environment['kind'], string> = {
  mikomo: 'Built-in sandbox',
  'akoya-sandbox': 'Akoya sandbox',
  'akoya-production': 'Akoya production',
  'akoya-hosts': 'Akoya at other hosts',
  openid: 'OpenID server',
}

export const stageWords: Record<Connection['stage'], string | null> = {
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
