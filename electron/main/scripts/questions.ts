import { randomUUID } from 'node:crypto'
import type { ConsentAnswer, ConsentQuestion, Subject } from './consent-question.ts'
import { ScriptError } from './script-error.ts'

/** A question to the user that is not answered yet. */
export interface WaitingQuestion {
  id: string
  /** The client, as the hash of its key. */
  keyHash: string
  atMs: number
  isShown: boolean
  about: Subject
}

interface NewQuestion {
  keyHash: string
  /** Questions that are alike are asked once. */
  subject: string
  about: Subject
  /** As it is now; null once nothing is left to ask about. */
  question: (id: string) => ConsentQuestion | null
  /** Shows the question. */
  ask: (question: ConsentQuestion, signal: AbortSignal) => Promise<ConsentAnswer>
  /** Stores what was allowed. */
  allow: (question: ConsentQuestion, answer: { connectionIds: string[]; untilMs: number }) => void
}

/** `waiting`: not shown, because the client does not wait, or too many do. `unanswered`: the user closed it, or the client's time is over. */
export type Outcome = 'allowed' | 'refused' | 'unanswered' | 'waiting'

/** The questions that wait. They are shown one at a time. After three refusals none is asked for ten minutes. */
export interface Questions {
  /**
   * @param waitMs 0: the question only waits in the list
   * @throws ScriptError `consent_quiet`, `too_many_requests`; what `signal` was aborted with
   */
  ask(asked: NewQuestion, waitMs: number, signal: AbortSignal): Promise<Outcome>
  list(): WaitingQuestion[]
  /** Shows one that waits. @returns false where there is none */
  show(id: string): boolean
  /** Takes one off the list, unanswered. */
  remove(id: string): void
  /** Takes all of a client off the list. */
  removeOf(keyHash: string): void
  onChange(listener: () => void): void
  /** The app quits: withdraws the question that is shown. */
  close(): void
}

const mostRefusals = 3
const quietMs = 10 * 60_000
const mostWaiting = 20
const mostOfOne = 5
/** Calls that wait for an answer at once. */
const mostCalls = 32

interface Waiting extends NewQuestion {
  id: string
  atMs: number
  /** It is to be shown, or is shown. */
  isWanted: boolean
  controller: AbortController
  listeners: Set<(outcome: Outcome) => void>
}

export function openQuestions(deps: {
  now: () => number
  setTimer: (ms: number, work: () => void) => () => void
}): Questions {
  const waiting = new Map<string, Waiting>()
  let shown: Waiting | null = null
  let calls = 0
  let refusals = 0
  let quietUntilMs = 0
  let changed: () => void = () => undefined
  let isClosed = false

  function end(one: Waiting, outcome: Outcome): void {
    waiting.delete(one.id)
    one.controller.abort()
    for (const hear of one.listeners) hear(outcome)
    changed()
  }

  function showNext(): void {
    if (shown !== null || isClosed) return
    const next = [...waiting.values()].find(({ isWanted }) => isWanted)
    if (next === undefined) return
    const question = next.question(next.id)
    if (question === null) {
      end(next, 'unanswered')
      return showNext()
    }
    shown = next
    changed()
    void show(next, question)
  }

  async function show(one: Waiting, question: ConsentQuestion): Promise<void> {
    try {
      take(one, question, await one.ask(question, one.controller.signal))
    } catch {
      // It can't be shown: it stays in the list.
      take(one, question, 'closed')
    }
    shown = null
    showNext()
  }

  function take(one: Waiting, question: ConsentQuestion, answer: ConsentAnswer): void {
    if (!waiting.has(one.id)) return
    if (answer === 'closed') {
      unwant(one)
      return changed()
    }
    if (!answer.isAllowed) {
      refusals += 1
      if (refusals >= mostRefusals) {
        refusals = 0
        quietUntilMs = deps.now() + quietMs
        for (const other of waiting.values()) if (other !== one && other.isWanted) unwant(other)
      }
      return end(one, 'refused')
    }
    refusals = 0
    try {
      one.allow(question, answer)
      end(one, 'allowed')
    } catch {
      // The database refuses it: nothing is allowed, and the question stays.
      unwant(one)
    }
  }

  /** It stays in the list, and is not shown by itself. */
  function unwant(one: Waiting): void {
    one.isWanted = false
    for (const hear of one.listeners) hear('unanswered')
  }

  function find(asked: NewQuestion): Waiting {
    const alike = [...waiting.values()].find(
      ({ keyHash, subject }) => keyHash === asked.keyHash && subject === asked.subject,
    )
    if (alike !== undefined) return alike
    makeRoom(asked.keyHash)
    const made: Waiting = {
      ...asked,
      id: randomUUID(),
      atMs: deps.now(),
      isWanted: false,
      controller: new AbortController(),
      listeners: new Set(),
    }
    waiting.set(made.id, made)
    changed()
    return made
  }

  /**
   * Takes a question off the list where the client has its share or the list is full: the oldest of its own, else of the client that has most;
   * first one that nobody waits for, never the one that is shown. Its calls wait on until their time is over. Refused, or told at once, a
   * client would learn which of its questions is a new one, and so which names there are.
   *
   * @throws ScriptError `too_many_requests` where each of the others has one question
   */
  function makeRoom(keyHash: string): void {
    const byClient = Map.groupBy(waiting.values(), (one) => one.keyHash)
    const own = byClient.get(keyHash) ?? []
    if (own.length < mostOfOne && waiting.size < mostWaiting) return
    const [most = []] = [...byClient.values()].toSorted((a, b) => b.length - a.length)
    const from = (own.length > 0 ? own : most.length > 1 ? most : []).filter((one) => one !== shown)
    const gone = from.find(({ isWanted }) => !isWanted) ?? from[0]
    if (gone === undefined) throw new ScriptError('too_many_requests')
    waiting.delete(gone.id)
  }

  return {
    ask: async (asked, waitMs, signal) => {
      signal.throwIfAborted()
      // A clock that was set back does not make it longer.
      const quietLeftMs = quietUntilMs - deps.now()
      if (quietLeftMs > 0 && quietLeftMs <= quietMs)
        throw new ScriptError('consent_quiet', { retryAtMs: quietUntilMs })
      const one = find(asked)
      if (waitMs === 0 || calls >= mostCalls) return 'waiting'
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
      const cancelTimer = deps.setTimer(waitMs, () => resolve('unanswered'))
      const gone = (): void => {
        reject(signal.reason as Error)
        one.listeners.delete(resolve)
        // Nobody waits for the answer any more.
        if (one.listeners.size === 0) end(one, 'unanswered')
      }
      signal.addEventListener('abort', gone, { once: true })
      one.listeners.add(resolve)
      one.isWanted = true
      calls += 1
      showNext()
      try {
        return await promise
      } finally {
        calls -= 1
        cancelTimer()
        signal.removeEventListener('abort', gone)
        one.listeners.delete(resolve)
      }
    },
    list: () =>
      [...waiting.values()].map((one) => ({
        id: one.id,
        keyHash: one.keyHash,
        atMs: one.atMs,
        isShown: one === shown,
        about: one.about,
      })),
    show: (id) => {
      const one = waiting.get(id)
      if (one === undefined) return false
      one.isWanted = true
      showNext()
      return true
    },
    remove: (id) => {
      const one = waiting.get(id)
      if (one) end(one, 'unanswered')
    },
    removeOf: (keyHash) => {
      for (const one of waiting.values()) if (one.keyHash === keyHash) end(one, 'refused')
    },
    onChange: (listener) => {
      changed = listener
    },
    close: () => {
      isClosed = true
      for (const one of waiting.values()) end(one, 'unanswered')
    },
  }
}
