// The exports to a file that the user chooses.
export { exportActivity } from './activity.ts'
export { exportAccounts, exportTransactions } from './accounts-and-transactions.ts'
export { exportSeveralAccounts } from './several-accounts.ts'
export { exportDiagnostics } from './diagnostics.ts'
export { exportReceipts } from './receipts.ts'
export { exportHoldings } from './holdings.ts'
export { saveDocument } from './document.ts'
