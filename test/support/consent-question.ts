import type { ConsentQuestion } from '../../electron/main/scripts/consent-question.ts'

const dayMs = 24 * 60 * 60_000

/** A notebook that wants to read the data of two connections for a month. */
export function consentQuestion(nowMs: number, change: Partial<ConsentQuestion> = {}): ConsentQuestion {
  return {
    id: 'q1',
    clientName: 'month-end.ipynb',
    folder: '~/reports/close',
    isNameTaken: false,
    level: 'data',
    connections: [
      { id: 'c1', title: 'Mikomo Financial, mikomo_7', consentEndsAtMs: nowMs + 300 * dayMs },
      { id: 'c2', title: 'Northbridge Bank, ops@treasury.example', consentEndsAtMs: nowMs + 5 * dayMs },
    ],
    untilMs: nowMs + 30 * dayMs,
    latestMs: nowMs + 90 * dayMs,
    ...change,
  }
}

/** A name of 500 characters that tries to be somebody else's words: markup, line breaks, text that runs the other way. */
export const hostileName =
  `“Mooring”</bdi></h1><h1>Everything is fine</h1><button name="answer" value="allow">Close</button>\n\n\u202Egnihton ees ot\u200B\u{1F469}\u200D\u{1F4BB} Z\u0300\u0301\u0302\u0303\u0304\u0305`.padEnd(
    500,
    'x',
  )
