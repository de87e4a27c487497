import type { Failure } from '../../../shared/errors.ts'
import type { OpenRequest } from '../../../shared/models/app.ts'
import type { AccessToken } from '../connections/tokens/tokens.ts'
import type { DatasetDeps } from '../datasets/dataset-deps.ts'
import type { AskConsent } from './consent-question.ts'
import { openCallLimit, windowLimit, type CallLimit } from './call-limit.ts'
import { openQuestions, type Questions } from './questions.ts'

/** What the app's host gives for scripts. */
export interface ScriptPorts {
  askConsent: AskConsent
  /** Brings the question that is shown to the front, if there is one. */
  bringPromptToFront: () => void
  /** Shows the window, and something in it. */
  openInFront: (request: OpenRequest) => void
  isWindowOpen: () => boolean
}

/** What is true of scripts only while the app runs. */
export interface ScriptService {
  /** Why no program can reach the app, although the user lets them. */
  problem: Failure | null
  /** What waits for the user's answer. */
  questions: Questions
  /** How often each client may call. */
  callLimit: CallLimit
  /** How often they may bring the window to the front. */
  windowLimit: CallLimit
  /** Access tokens that are being read, so that several clients at once wait for one refresh. */
  tokenReads: Map<string, Promise<AccessToken>>
  /** When each client listed each connection, as days: the activity has it once a day. */
  listedDays: Map<string, string>
}

export type ScriptDeps = DatasetDeps & { scripts: ScriptService } & ScriptPorts & {
    about: { versions: Record<string, string> }
  }

export function openScripts(deps: {
  now: () => number
  setTimer: (ms: number, work: () => void) => () => void
}): ScriptService {
  return {
    problem: null,
    questions: openQuestions(deps),
    callLimit: openCallLimit(deps.now),
    windowLimit: openCallLimit(deps.now, windowLimit),
    tokenReads: new Map(),
    listedDays: new Map(),
  }
}
