import type { ScriptLevel } from '../../../shared/local-protocol.ts'

/** Who asks, and for what, as it was when it was asked. */
export interface Subject {
  clientName: string
  folder: string
  level: ScriptLevel
  connectionIds: readonly string[]
}

/** What the user is asked: may this client use these connections, and until when? */
export interface ConsentQuestion {
  id: string
  /** What the client calls itself, and the folder that it says it is in. Neither is proven. */
  clientName: string
  folder: string
  /** Another client has the same name. */
  isNameTaken: boolean
  level: ScriptLevel
  /** The user may leave some of them out. */
  connections: ConsentConnection[]
  /** Milliseconds UTC: what to offer, and the latest that can be chosen. No consent outlasts that of its connection. */
  untilMs: number
  latestMs: number
}

export interface ConsentConnection {
  id: string
  title: string
  /** When the consent of the connection itself ends, milliseconds UTC. */
  consentEndsAtMs: number
}

/** `closed`: the user did not answer. The question stays in the list of those that wait. */
export type ConsentAnswer =
  | { isAllowed: false }
  | { isAllowed: true; connectionIds: string[]; untilMs: number }
  | 'closed'

/** Asks the user in a way that no page of the window takes part in. Once the signal is aborted the question is withdrawn: `closed`. */
export type AskConsent = (question: ConsentQuestion, signal: AbortSignal) => Promise<ConsentAnswer>
