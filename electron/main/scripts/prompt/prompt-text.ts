import { calendarDaysBetween } from '../../../../shared/calendar.ts'
import type { ScriptLevel } from '../../../../shared/local-protocol.ts'

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** What a level lets a program do, in the words of the prompt. */
interface LevelText {
  /** After "Allow NAME to". */
  verb: string
  gets: readonly string[]
  also?: string
  never: string
}

export const levelTexts: Record<ScriptLevel, LevelText> = {
  list: {
    verb: 'see your connections?',
    gets: ['Names and logins', 'Status', 'End of consent', 'Names and last digits of accounts'],
    never: 'Balances, transactions, holdings, access tokens, your password',
  },
  data: {
    verb: 'read account data?',
    gets: ['Names and status', 'Accounts', 'Balances', 'Transactions', 'Holdings'],
    also: 'It may also start a refresh or a dataset.',
    never: 'Access tokens, your password, full account numbers',
  },
  token: {
    verb: 'have the access token?',
    gets: ['Everything that the consent reaches', 'The access token'],
    also: 'With the token it reaches the institution without Mooring, and full account numbers where they are granted. A token that it was given works until it expires, even if you click End.',
    never: 'The refresh token, your password',
  },
}

export const promptText = {
  window: 'A program asks for access – Mooring',
  allow: 'Allow',
  noName: 'a program without a name',
  asks: 'A program on this computer asks.',
  claims: 'It claims to be',
  claimsFolder: 'and to run in',
  unchecked: 'Mooring can’t check that.',
  nameTaken: (name: string) =>
    `Another program that calls itself ${name} has asked before. This is not that program, and it has none of its access.`,
  gets: 'Gets',
  of: 'Of',
  never: 'Never gets',
  until: 'Until',
  end: 'To end it',
  endHow: 'One click on End, in Scripts & tools, at any time',
  consentEnds: (when: string) => `consent ends ${when}`,
  refuse: 'Don’t allow',
  grant: 'Allow',
  nothingChosen: 'Choose at least one connection, or don’t allow it.',
  timePassed: 'That time has passed. Choose another, or don’t allow it.',
} as const

/** "today, 15:04", "tomorrow, 09:00" or "25 Dec 2026": the time of day only where it matters. */
export function whenText(ms: number, nowMs: number): string {
  const days = calendarDaysBetween(nowMs, ms)
  if (days > 1) return date.format(ms)
  return `${days <= 0 ? 'today' : 'tomorrow'}, ${time.format(ms)}`
}

/** "1 hour (today, 15:04)". */
export function choiceText(ms: number, nowMs: number): string {
  const hours = Math.round((ms - nowMs) / 3_600_000)
  const length = hours < 48 ? count(Math.max(hours, 1), 'hour') : count(Math.round(hours / 24), 'day')
  return `${whenText(ms, nowMs)} (${length})`
}

function count(many: number, unit: string): string {
  return `${many} ${unit}${many === 1 ? '' : 's'}`
}
