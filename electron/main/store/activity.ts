import type { Failure } from '../../../shared/errors.ts'
import {
  activity,
  type Activity,
  type ActivityFilter,
  type ActivityKind,
} from '../../../shared/models/activity.ts'
import { folded } from '../../../shared/plain-text.ts'
import { readFailure } from './damaged.ts'
import type { Store } from './database.ts'

export interface NewActivity {
  connectionId: string
  institutionName: string
  atMs: number
  kind: ActivityKind
  problem?: Failure | null
  /** Absent: the status of the problem. */
  status?: number | null
  attempts?: number | null
  durationMs?: number | null
  accounts?: number | null
  unreadable?: number | null
  isPartial?: boolean | null
  repeated?: number | null
  kept?: number | null
  gone?: number | null
  interactionId?: string | null
  script?: NonNullable<Activity['script']>
}

/**
 * Append-only: the database refuses to change or delete an entry, also one of a removed connection (12 CFR 1033.351(d) and 1033.421(i)
 * require three years). Records the login and the labels that the connection has now.
 */
export function appendActivity(store: Store, line: NewActivity): void {
  store
    .prepare(
      `INSERT INTO activity (connection_id, institution_name, login, labels, at, kind, problem, status, attempts, duration, accounts, unreadable, is_partial,
         repeated, kept, gone, interaction_id, script_name, script_level, script_rows)
       VALUES (@connectionId, @institutionName,
         (SELECT nullif(signed_in_as, '') FROM connections WHERE id = @connectionId),
         (SELECT nullif(labels, '[]') FROM connections WHERE id = @connectionId AND json_valid(labels)),
         @atMs, @kind, @problem, @status, @attempts, @durationMs, @accounts, @unreadable,
         @isPartial, @repeated, @kept, @gone, @interactionId, @scriptName, @scriptLevel, @scriptRows)`,
    )
    .run({
      connectionId: line.connectionId,
      institutionName: line.institutionName,
      atMs: line.atMs,
      kind: line.kind,
      problem: line.problem ? JSON.stringify(line.problem) : null,
      status: line.status ?? line.problem?.detail.status ?? null,
      attempts: line.attempts ?? null,
      durationMs: line.durationMs ?? null,
      accounts: line.accounts ?? null,
      unreadable: line.unreadable ?? null,
      isPartial: toFlag(line.isPartial ?? null),
      repeated: line.repeated ?? null,
      kept: line.kept ?? null,
      gone: line.gone ?? null,
      interactionId: line.interactionId ?? line.problem?.detail.interactionId ?? null,
      scriptName: line.script?.name ?? null,
      scriptLevel: line.script?.level ?? null,
      scriptRows: line.script?.rows ?? null,
    })
}

function toFlag(value: boolean | null): number | null {
  return value === null ? null : Number(value)
}

type Stored = Omit<Activity, 'problem' | 'isPartial' | 'labels' | 'script'> & {
  problem: string | null
  isPartial: number | null
  labels: string | null
  scriptName: string | null
  scriptLevel: NonNullable<Activity['script']>['level'] | null
  scriptRows: number | null
}

const selected = `id, connection_id AS connectionId, institution_name AS institutionName, login, labels, at AS atMs, kind, problem, status,
  attempts, duration AS durationMs, accounts, unreadable, is_partial AS isPartial, repeated, kept, gone,
  interaction_id AS interactionId, script_name AS scriptName, script_level AS scriptLevel, script_rows AS scriptRows`

const ofKinds = '(@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))'

export const listActivitySql = {
  all: `SELECT ${selected} FROM activity WHERE id < @beforeId AND ${ofKinds} ORDER BY id DESC LIMIT @limit`,
  ofConnection: `SELECT ${selected} FROM activity WHERE connection_id = @connectionId AND id < @beforeId AND ${ofKinds}
    ORDER BY id DESC LIMIT @limit`,
  allAfter: `SELECT ${selected} FROM activity WHERE id > @afterId AND ${ofKinds} ORDER BY id LIMIT @limit`,
  ofConnectionAfter: `SELECT ${selected} FROM activity WHERE connection_id = @connectionId AND id > @afterId AND ${ofKinds}
    ORDER BY id LIMIT @limit`,
}

/** The newest entries first. */
export function listActivity(
  store: Store,
  wanted: ActivityFilter & { beforeId?: number | undefined; limit: number },
): Activity[] {
  const { beforeId = Number.MAX_SAFE_INTEGER, connectionId } = wanted
  const sql = connectionId === undefined ? listActivitySql.all : listActivitySql.ofConnection
  return readLines(store, sql, wanted, { beforeId })
}

/** The oldest entries first. */
export function listActivityAfter(
  store: Store,
  wanted: ActivityFilter & { afterId: number; limit: number },
): Activity[] {
  const { afterId, connectionId } = wanted
  const sql = connectionId === undefined ? listActivitySql.allAfter : listActivitySql.ofConnectionAfter
  return readLines(store, sql, wanted, { afterId })
}

function readLines(
  store: Store,
  sql: string,
  { connectionId, kinds, words = [], limit }: ActivityFilter & { limit: number },
  from: { beforeId: number } | { afterId: number },
): Activity[] {
  const statement = store.prepare<object, Stored>(sql)
  const parameters = {
    ...from,
    kinds: kinds === undefined ? null : JSON.stringify(kinds),
    ...(connectionId === undefined ? {} : { connectionId }),
  }
  if (words.length === 0) return statement.all({ ...parameters, limit }).map(toActivity)
  // SQLite folds only the case of ASCII letters.
  const found: Activity[] = []
  for (const stored of statement.iterate({ ...parameters, limit: -1 })) {
    const line = toActivity(stored)
    const named = folded([line.institutionName, line.login ?? '', ...line.labels].join('\n'))
    if (words.every((word) => named.includes(folded(word.text)) || word.kinds.includes(line.kind))) {
      found.push(line)
    }
    if (found.length === limit) break
  }
  return found
}

function toActivity({ scriptName, scriptLevel, scriptRows, ...stored }: Stored): Activity {
  const line = {
    ...stored,
    ...(scriptName !== null &&
      scriptLevel !== null && { script: { name: scriptName, level: scriptLevel, rows: scriptRows } }),
    labels: readLabels(stored.labels),
    problem: readFailure(stored.problem),
    isPartial: stored.isPartial === null ? null : stored.isPartial === 1,
  }
  return activity.safeParse(line).success ? line : damagedLine(line)
}

function readLabels(json: string | null): string[] {
  try {
    return activity.shape.labels.parse(json === null ? [] : JSON.parse(json))
  } catch {
    // Neither JSON nor labels: they only inform.
    return []
  }
}

/** What is left of a line that can't be read. */
function damagedLine({ id, connectionId, institutionName, login, labels }: Activity): Activity {
  return {
    id,
    connectionId,
    institutionName,
    login,
    labels,
    atMs: 0,
    kind: 'data_failed',
    problem: { code: 'row_damaged', detail: {} },
    status: null,
    attempts: null,
    durationMs: null,
    accounts: null,
    unreadable: null,
    isPartial: null,
    repeated: null,
    kept: null,
    gone: null,
    interactionId: null,
  }
}
