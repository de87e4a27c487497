import type { ScriptLevel } from '../../shared/local-protocol.ts'
import type { ScriptClient, ScriptConsent, Scripts } from '../../shared/models/script.ts'
import { folded } from '../../shared/plain-text.ts'
import { dateText, dayTimeText } from '../text/format.ts'
import { text } from '../text/text.ts'

const dayMs = 24 * 60 * 60_000

/** A consent that ends within this is marked. */
const soonMs = 7 * dayMs

/** The highest level first. */
const levels: readonly ScriptLevel[] = ['token', 'data', 'list']

/** What a program may do at this moment, and what it still can after its end. */
export interface ScriptAccess {
  /** The consents that are not over. */
  open: ScriptConsent[]
  /** The highest level that is open; null for none. */
  level: ScriptLevel | null
  /** When the last of them ends. */
  untilMs: number | null
  /** Until when the access tokens of consents that are over still work; null where none does. */
  tokenUntilMs: number | null
}

export function accessOf({ consents }: ScriptClient, nowMs: number): ScriptAccess {
  const open = consents.filter((one) => isOpen(one, nowMs))
  const tokens = consents
    .filter((one) => !open.includes(one))
    .flatMap(({ tokenUntilMs }) => (tokenUntilMs !== null && tokenUntilMs > nowMs ? [tokenUntilMs] : []))
  return {
    open,
    level: levels.find((level) => open.some((one) => one.level === level)) ?? null,
    untilMs: open.length === 0 ? null : Math.max(...open.map(({ untilMs }) => untilMs)),
    tokenUntilMs: tokens.length === 0 ? null : Math.max(...tokens),
  }
}

export function isOpen({ endedAtMs, untilMs }: ScriptConsent, nowMs: number): boolean {
  return endedAtMs === null && untilMs > nowMs
}

/** The programs that may do something, or still can, or have not been ended. */
export function shownClients({ clients }: Scripts, nowMs: number): ScriptClient[] {
  return clients.filter(
    (client) => client.endedAtMs === null || accessOf(client, nowMs).tokenUntilMs !== null,
  )
}

/** Which programs use a connection. */
export function clientsOf(
  { clients }: Scripts,
  connectionId: string,
  nowMs: number,
): { client: ScriptClient; consent: ScriptConsent }[] {
  return clients.flatMap((client) => {
    const own = client.consents.filter((one) => one.connectionId === connectionId && isOpen(one, nowMs))
    const consent = levels.map((level) => own.find((one) => one.level === level)).find(Boolean)
    return consent ? [{ client, consent }] : []
  })
}

/** The names of two connections at most, or how many they are. */
export function connectionLines(open: readonly ScriptConsent[]): string[] {
  const names = [...new Set(open.map(({ connectionName }) => connectionName))]
  if (names.length === 0) return [text.scripts.nothing]
  return names.length > 2 ? [text.scripts.connections(names.length)] : names
}

/** The day, and the time of day where it is near. */
export function untilText(ms: number, nowMs: number): string {
  return ms - nowMs < 2 * dayMs ? dayTimeText(ms, nowMs) : dateText(ms)
}

export function isEndingSoon(ms: number, nowMs: number): boolean {
  return ms - nowMs < soonMs
}

/** Every word of the search is in the program's name, its folder, or the name of a connection that it may use. */
export function isFound(client: ScriptClient, search: string): boolean {
  const words = folded(search).split(/\s+/).filter(Boolean)
  const own = folded(
    [client.name, client.folder, ...client.consents.map(({ connectionName }) => connectionName)].join('\n'),
  )
  return words.every((word) => own.includes(word))
}
