// What the person may have written into a file.
export { exportActivity } from './activity.ts'
export { exportAccounts, exportTransactions } from './accounts-and-transactions.ts'
export { exportDiagnostics } from './diagnostics.ts'
