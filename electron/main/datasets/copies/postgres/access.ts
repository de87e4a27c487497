import type { ConnectionInFile } from './read-changes.ts'
import type { Value } from './copy-text.ts'

/** What Mooring knows of a connection's access. */
export interface Access {
  /** The connection's id in Mooring. */
  linkedId: string
  /** The dataset reads it. Others count only if the file has data of them. */
  isSelected: boolean
  institution: string
  login: string
  labels: readonly string[]
  status: string
  /** A code. */
  cause: string | null
  accountCount: number
  linkedAtMs: number
  consentUntilMs: number
  revokedAtMs: number | null
  /** When its accounts were read last. */
  readAtMs: number | null
}

/** The rows of `connections` and `consents`: of all in the file, and of those that the dataset is to have. */
export function accessRows(
  inFile: readonly ConnectionInFile[],
  access: readonly Access[],
  { withNames }: { withNames: boolean },
): { connections: Value[][]; consents: Value[][] } {
  const byLinkedId = new Map(access.map((one) => [one.linkedId, one]))
  const known = new Set(inFile.map(({ linkedId }) => linkedId))
  const idOf = new Map(inFile.map(({ linkedId, connectionId }) => [linkedId, connectionId]))
  const named = (value: Value) => (withNames ? value : null)
  const stored = inFile.map((one) => {
    const now = byLinkedId.get(one.linkedId)
    return [
      one.connectionId,
      now?.institution ?? one.institution,
      named(now?.login ?? one.login),
      named(now ? now.labels.join(', ') : one.label),
      String(one.accountCount),
      one.lastReadAt ?? utc(now?.readAtMs ?? null),
      one.lastTryAt,
      one.problem,
    ]
  })
  const waiting = access
    .filter(({ linkedId, isSelected }) => isSelected && !known.has(linkedId))
    .map((one) => [
      one.linkedId,
      one.institution,
      named(one.login),
      named(one.labels.join(', ')),
      String(one.accountCount),
      utc(one.readAtMs),
      null,
      null,
    ])
  const shown = access.filter(({ linkedId, isSelected }) => isSelected || known.has(linkedId))
  const consents = shown.map((one) => [
    idOf.get(one.linkedId) ?? one.linkedId,
    one.institution,
    one.status,
    one.cause,
    utc(one.linkedAtMs),
    utc(one.consentUntilMs),
    utc(one.revokedAtMs),
    utc(one.readAtMs),
  ])
  return { connections: [...stored, ...waiting], consents }
}

function utc(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString()
}
