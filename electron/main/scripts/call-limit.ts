import { ScriptError } from './script-error.ts'

/** How many calls a client may make at once, and how many more each second. */
const usual = { mostAtOnce: 300, perSecond: 5 }
/** The same for all clients together, for what brings the window to the front. */
export const windowLimit = { mostAtOnce: 3, perSecond: 0.2 }
/** Clients whose calls are counted: those that called longest ago are forgotten. */
const mostClients = 1000

export interface CallLimit {
  /** Counts a call of a client. @throws ScriptError `too_many_requests` */
  count(client: string): void
}

export function openCallLimit(now: () => number, { mostAtOnce, perSecond } = usual): CallLimit {
  const left = new Map<string, { calls: number; atMs: number }>()
  return {
    count(client) {
      const nowMs = now()
      const before = left.get(client) ?? { calls: mostAtOnce, atMs: nowMs }
      const gained = (Math.max(nowMs - before.atMs, 0) / 1000) * perSecond
      const calls = Math.min(before.calls + gained, mostAtOnce)
      left.delete(client)
      left.set(client, { calls: calls < 1 ? calls : calls - 1, atMs: nowMs })
      for (const old of [...left.keys()].slice(0, -mostClients)) left.delete(old)
      if (calls < 1) {
        throw new ScriptError('too_many_requests', { retryAtMs: nowMs + Math.ceil(1000 / perSecond) })
      }
    },
  }
}
