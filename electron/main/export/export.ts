// The exports to a file that the user chooses.
export { exportActivity } from './activity.ts'
export { exportAccounts } from './accounts.ts'
export { exportTransactions } from './transactions.ts'
export { exportDiagnostics } from './diagnostics.ts'
export { exportReceipts } from './receipts.ts'
export { exportHoldings } from './holdings.ts'
export { saveDocument } from './document.ts'
