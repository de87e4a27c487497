import type { Database } from 'better-sqlite3'
import { createTables } from './001-create-tables.ts'
import { recordPossiblySpentTokens } from './002-record-possibly-spent-tokens.ts'
import { planRefreshesAndConsentNotices } from './003-plan-refreshes-and-consent-notices.ts'
import { describeActivity } from './004-describe-activity.ts'
import { labelConnections } from './005-label-connections.ts'
import { addClientKeysAndProtections } from './006-add-client-keys-and-protections.ts'
import { createPreferences } from './007-create-preferences.ts'
import { recordSignIn } from './008-record-sign-in.ts'
import { addPostedAnswers } from './009-add-posted-answers.ts'
import { addGrantManagement } from './010-add-grant-management.ts'
import { indexConnectionsInOrder } from './011-index-connections-in-order.ts'
import { reactivateExpiredConsents } from './012-reactivate-expired-consents.ts'
import { keyAccounts } from './013-key-accounts.ts'
import { recordPartialReads } from './014-record-partial-reads.ts'
import { dropAttemptOwners } from './015-drop-attempt-owners.ts'
import { recordUnreadableValues } from './016-record-unreadable-values.ts'
import { nameLoginsInActivity } from './017-name-logins-in-activity.ts'
import { createConsentReceipts } from './018-create-consent-receipts.ts'
import { listRelinks } from './019-list-relinks.ts'
import { labelSeveralTimes } from './020-label-several-times.ts'
import { holdOneEntryAGrant } from './021-hold-one-entry-a-grant.ts'
import { sayRemove } from './022-say-remove.ts'
import { keepNotices } from './023-keep-notices.ts'
import { keepRefreshPolicies } from './024-keep-refresh-policies.ts'
import { createDatasets } from './025-create-datasets.ts'
import { createScriptClients } from './026-create-script-clients.ts'
import { createTeamCopies } from './029-create-team-copies.ts'
import { noteCertificatesOfRelinks } from './030-note-certificates-of-relinks.ts'
import { keepRefreshLivesAndNumberSwitches } from './027-keep-refresh-lives-and-number-switches.ts'
import { addClientCertificates } from './028-add-client-certificates.ts'

/**
 * In the order in which they run; a database's version is the number of migrations that ran. Add a new one in its own file, at the end.
 * Never edit a released one. Times are integer milliseconds UTC, money is decimal text with a currency.
 */
export const migrations: readonly string[] = [
  createTables,
  recordPossiblySpentTokens,
  planRefreshesAndConsentNotices,
  describeActivity,
  labelConnections,
  addClientKeysAndProtections,
  createPreferences,
  recordSignIn,
  addPostedAnswers,
  addGrantManagement,
  indexConnectionsInOrder,
  reactivateExpiredConsents,
  keyAccounts,
  recordPartialReads,
  dropAttemptOwners,
  recordUnreadableValues,
  nameLoginsInActivity,
  createConsentReceipts,
  listRelinks,
  labelSeveralTimes,
  holdOneEntryAGrant,
  sayRemove,
  keepNotices,
  keepRefreshPolicies,
  createDatasets,
  createScriptClients,
  keepRefreshLivesAndNumberSwitches,
  addClientCertificates,
  createTeamCopies,
  noteCertificatesOfRelinks,
]

export const schemaVersion = migrations.length

/** SHA-256 of the definitions that all migrations leave, in hexadecimal digits. A test names the new one after a migration was added. */
export const schemaHash = 'f6b2b88c2faefbd35140113573a52d2b8fdbfdfa2463e0754fc7ad941a8769dd'

/** Migrates forward, each step in its own transaction: a crash leaves the version before or after it. */
export function migrate(store: Database, steps = migrations): void {
  const from = Number(store.pragma('user_version', { simple: true }))
  for (const [index, sql] of steps.entries()) {
    if (index < from) continue
    store
      .transaction(() => {
        store.exec(sql)
        store.pragma(`user_version = ${index + 1}`)
      })
      .immediate()
  }
}
