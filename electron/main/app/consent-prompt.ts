import { randomBytes } from 'node:crypto'
import type { AskConsent, ConsentAnswer, ConsentQuestion } from '../scripts/consent-question.ts'
import { promptDocument, type PromptForm } from '../scripts/prompt/prompt-document.ts'
import { promptText } from '../scripts/prompt/prompt-text.ts'
import { readAnswer } from '../scripts/prompt/read-answer.ts'
import { untilChoices } from '../scripts/prompt/until-choices.ts'
import type { openPromptWindow, PromptWindow } from '../system/prompt-window.ts'

/** The origin of the prompt's page, which is not the window's. */
export const promptOrigin = 'app://consent'

/** For so long after the prompt is shown Allow does nothing: a click or a key that was meant for something else. */
const ignoreAllowMs = 1000

export interface ConsentPrompts {
  /** Never throws: a prompt that can't be shown is `closed`. */
  ask: AskConsent
  /** Brings every prompt that is shown to the front. */
  bringToFront(): void
  /** The page at an address of `promptOrigin`; null where there is none. */
  answerPage(address: string): Response | null
  /** Closes every prompt. */
  close(): void
}

interface Shown {
  question: ConsentQuestion
  form: PromptForm
  action: string
  window: PromptWindow
}

/** Asks the user whether a program may use connections, each time in a window of its own. */
export function openConsentPrompts(options: {
  openWindow: (given: Omit<Parameters<typeof openPromptWindow>[0], 'ground' | 'icon'>) => PromptWindow
  /** Milliseconds UTC. */
  now: () => number
  /** Milliseconds that only ever grow, whatever the computer's clock does. */
  uptime: () => number
  onFailed: (thrown: unknown) => void
}): ConsentPrompts {
  const { now, uptime } = options
  const shown = new Map<string, Shown>()

  const ask: AskConsent = (question, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve('closed')
      const address = `${promptOrigin}/${randomBytes(16).toString('hex')}`
      let allowFromMs = Infinity

      function finish(answer: ConsentAnswer): void {
        if (!shown.delete(address)) return
        signal.removeEventListener('abort', withdraw)
        resolve(answer)
        window.close()
      }
      function withdraw(): void {
        finish('closed')
      }
      function fail(thrown: unknown): void {
        if (shown.has(address)) options.onFailed(thrown)
        finish('closed')
      }
      /** A load that a later one has replaced fails, which says nothing. */
      let loads = 0
      function load(): void {
        loads += 1
        const own = loads
        window.load().catch((thrown: unknown) => {
          if (own === loads) fail(thrown)
        })
      }
      function hear(asked: string): void {
        const current = shown.get(address)
        if (!current) return
        const read = readAnswer(asked, { ...current, nowMs: now() })
        if (read === null) return
        if ('form' in read) {
          if (uptime() < allowFromMs) return
          current.form = read.form
          return load()
        }
        if (read.answer.isAllowed && uptime() < allowFromMs) return
        finish(read.answer)
      }

      const window = options.openWindow({
        address,
        height: heightFor(question),
        title: promptText.window,
        onShown: () => {
          allowFromMs = uptime() + ignoreAllowMs
        },
        onAddress: hear,
        onClosed: withdraw,
      })
      const form = firstForm(question, now())
      shown.set(address, { question, form, action: `${address}/answer`, window })
      signal.addEventListener('abort', withdraw)
      load()
    })

  return {
    ask,
    bringToFront: () => {
      for (const { window } of shown.values()) window.bringToFront()
    },
    answerPage: (address) => {
      const wanted = shown.get(address)
      if (!wanted) return null
      const nonce = randomBytes(16).toString('base64')
      const { question, form, action } = wanted
      const given = { action: action.slice(promptOrigin.length), nonce, nowMs: now() }
      return new Response(promptDocument(question, form, given), {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': promptPolicy(nonce),
          'cross-origin-opener-policy': 'same-origin',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'cache-control': 'no-store',
        },
      })
    },
    close: () => {
      for (const { window } of shown.values()) window.close()
    },
  }
}

/** Nothing but its own styles, and a form that answers to its own origin. */
function promptPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function firstForm(question: ConsentQuestion, nowMs: number): PromptForm {
  const { choices, asked } = untilChoices(question, nowMs)
  return { choices, until: asked, chosen: new Set(question.connections.keys()), problem: null }
}

/** Room for a few connections; more of them scroll. */
function heightFor({ connections, level, isNameTaken }: ConsentQuestion): number {
  return 410 + Math.min(connections.length * 32, 196) + (level === 'token' ? 60 : 0) + (isNameTaken ? 60 : 0)
}
