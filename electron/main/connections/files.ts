// What the person may have written into a file.
export { exportActivity } from './activity-file.ts'
export { exportAccounts, exportTransactions } from './data-file.ts'
export { exportDiagnostics } from './diagnostics.ts'
