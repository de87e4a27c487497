import { ScriptError } from './script-error.ts'

/** How many calls a client may make at once, and how many more each second. */
const mostAtOnce = 300
const perSecond = 5
/** Clients whose calls are counted: those that called longest ago are forgotten. */
const mostClients = 1000

export interface CallLimit {
  /** Counts a call of a client. @throws ScriptError `too_many_requests` */
  count(client: string): void
}

export function openCallLimit(now: () => number): CallLimit {
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
