import { activityKinds } from '../../shared/activity-kinds.ts'
import type { ActivityFilter, ActivityKind } from '../../shared/models/activity.ts'
import { folded } from '../../shared/plain-text.ts'
import { activityNames } from '../text/names.ts'

export const entryFilters = [
  'all',
  'links',
  'refreshes',
  'problems',
  'revocations',
  'exports',
  'scripts',
] as const
export type EntryFilter = (typeof entryFilters)[number]

const filterOfKind: Record<ActivityKind, Exclude<EntryFilter, 'all'>> = {
  linked: 'links',
  relinked: 'links',
  refreshed: 'refreshes',
  grant_changed: 'links',
  accounts_read: 'refreshes',
  accounts_exported: 'exports',
  transactions_exported: 'exports',
  holdings_exported: 'exports',
  owner_exported: 'exports',
  document_saved: 'exports',
  refresh_failed: 'problems',
  data_failed: 'problems',
  ended: 'problems',
  revoke_requested: 'revocations',
  revoke_undone: 'revocations',
  revoke_failed: 'problems',
  revoked: 'revocations',
  removed: 'revocations',
  orphan_revoked: 'revocations',
  left_over: 'problems',
  secret_kept: 'problems',
  script_allowed: 'scripts',
  script_used: 'scripts',
  script_ended: 'scripts',
}

/** The filter for the main process. A word also finds the kinds of entries whose name has it: "refresh failed". */
export function activityFilterOf(filter: EntryFilter, search: string): ActivityFilter {
  const words = folded(search).split(/\s+/).filter(Boolean)
  return {
    ...(filter !== 'all' && { kinds: activityKinds.filter((kind) => filterOfKind[kind] === filter) }),
    ...(words.length > 0 && {
      words: words.slice(0, 20).map((word) => ({
        text: word.slice(0, 200),
        kinds: activityKinds.filter((kind) => folded(activityNames[kind]).includes(word)),
      })),
    }),
  }
}
