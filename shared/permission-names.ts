import type { Permission } from './models/connection.ts'

/** The names of permissions, as the window and the consent receipts show them. */
export const permissionNames: Readonly<Record<Permission, string>> = {
  accounts: 'Account names and masked numbers',
  balances: 'Balances',
  transactions: 'Transactions',
  investments: 'Holdings',
  payments: 'Account and routing numbers',
  customers: 'Name and contact details',
  statements: 'Statements',
  taxes: 'Tax forms',
  identity: 'Name and profile',
  email: 'Email address',
}
