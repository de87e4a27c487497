import { institutionKinds } from '../../../../shared/institution-kinds.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import type { ConnectionRow, InstitutionRow, RegistrationRow } from '../../store/rows.ts'
import { settingsPageOf } from './settings-page.ts'

/** What a connection refers to, as far as it can be read. */
export interface Held {
  registration: RegistrationRow | undefined
  institution: InstitutionRow | undefined
}

/** A connection whose row, or one that it refers to, is damaged. */
export function viewUnreadable(row: ConnectionRow, { registration, institution }: Held): ConnectionSummary {
  return {
    id: row.id,
    registrationId: row.registrationId,
    registrationName: registration?.name ?? '',
    stage: registration ? institutionKinds[registration.environment.kind].stage : 'other',
    institutionId: row.institutionId,
    institutionName: institution?.name ?? '',
    labels: row.labels,
    signedInAs: row.signedInAs,
    status: 'unreadable',
    problem: { code: 'row_damaged', detail: {} },
    refreshing: false,
    isTokenUnsaved: false,
    accountCount: 0,
    unavailableCount: 0,
    unreadableCount: 0,
    sharesAccounts: true,
    hasReader: true,
    isPartial: false,
    accountSearchText: '',
    linkedAtMs: row.createdAtMs,
    refreshedAtMs: null,
    dataAsOfMs: null,
    oldestDataDay: null,
    oldestDataMs: null,
    tokenGoodUntilMs: null,
    consentUntilMs: row.createdAtMs,
    refreshLife: null,
    hasRefreshToken: false,
    undoUntilMs: null,
    nextTryAtMs: null,
    revokeUntilMs: null,
    isRevocable: false,
    mayRemain: true,
    removing: false,
    receipt: null,
    settingsPage: registration ? settingsPageOf(registration.environment) : null,
  }
}
