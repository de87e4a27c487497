import { describe, expect, test } from 'vitest'
import { claimedText } from '../../../electron/main/scripts/prompt/claimed-text.ts'
import { promptDocument, type PromptForm } from '../../../electron/main/scripts/prompt/prompt-document.ts'
import { choiceText } from '../../../electron/main/scripts/prompt/prompt-text.ts'
import { readAnswer } from '../../../electron/main/scripts/prompt/read-answer.ts'
import { untilChoices } from '../../../electron/main/scripts/prompt/until-choices.ts'
import { consentQuestion, hostileName } from '../../support/consent-question.ts'

const nowMs = new Date(2026, 10, 26, 9).getTime()
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const question = consentQuestion(nowMs)
const action = 'app://consent/abc/answer'
const form: PromptForm = {
  choices: [nowMs + dayMs, nowMs + 30 * dayMs],
  until: 1,
  chosen: new Set([0, 1]),
  problem: null,
}

describe('what a program says of itself', () => {
  test.each([
    ['line breaks', 'a\r\n\n b\u2028c', 'a b c'],
    ['text that runs the other way', 'a\u202Eb\u2066c\u200Fd', 'a\u{fffd}b\u{fffd}c\u{fffd}d'],
    ['what is invisible', 'a\u200Bb\uFEFFc\u00ADd\0e\u{E0041}f', 'a\u{fffd}b c\u{fffd}d\u{fffd}e\u{fffd}f'],
    ['quotation marks, which would end the name', 'a“ to b?” c"', "a' to b?' c'"],
    ['stacked marks', 'e\u0301\u0302\u0303\u0304\u0305x', 'e\u0301\u0302x'],
    ['half a character', 'a\uD83D', 'a\u{fffd}'],
    ['nothing', ' \n ', ''],
  ])('%s', (_what, given, shown) => {
    expect(claimedText(given, 60)).toBe(shown)
  })

  test('is cut between characters', () => {
    expect(claimedText('👩'.repeat(200), 3)).toBe('👩👩👩…')
    expect(claimedText('x'.repeat(100_000), 60)).toHaveLength(61)
  })
})

describe('until when', () => {
  test('offers the usual times up to the latest, with the one that was asked for chosen', () => {
    expect(untilChoices(question, nowMs)).toEqual({
      choices: [1, 7, 30, 90].map((days) => nowMs + days * dayMs),
      asked: 2,
    })
    const { choices, asked } = untilChoices({ ...question, untilMs: nowMs + 12 * dayMs }, nowMs)
    expect(choices.map((ms) => (ms - nowMs) / dayMs)).toEqual([1, 7, 12, 30, 90])
    expect(asked).toBe(2)
  })

  test('never offers more than the latest, whatever was asked for', () => {
    const latestMs = nowMs + 8 * hourMs
    const { choices, asked } = untilChoices({ level: 'token', untilMs: nowMs + 400 * dayMs, latestMs }, nowMs)
    expect(choices).toEqual([nowMs + hourMs, latestMs])
    expect(asked).toBe(1)
  })

  test.each([
    [hourMs, 'today, 10:00 (1 hour)'],
    [20 * hourMs, 'tomorrow, 05:00 (20 hours)'],
    [30 * dayMs, '26 Dec 2026 (30 days)'],
  ])('is a time of day only where that matters', (ms, words) => {
    expect(choiceText(nowMs + ms, nowMs)).toBe(words)
  })
})

describe('the answer of the form', () => {
  const read = (query: string, at = nowMs) =>
    readAnswer(`${action}?${query}`, { action, question, form, nowMs: at })

  test('is the chosen connections and time', () => {
    expect(read('c=1&until=0&answer=allow')).toEqual({
      answer: { isAllowed: true, connectionIds: ['c2'], untilMs: nowMs + dayMs },
    })
    expect(read('c=0&c=1&until=1&answer=refuse')).toEqual({ answer: { isAllowed: false } })
  })

  test.each([
    'c=0&until=1',
    'c=0&until=7&answer=allow',
    'c=0&answer=allow&until=x',
    'c=0&until=1&answer=maybe',
  ])('is nothing where the form would not say so: %s', (query) => {
    expect(read(query)).toBeNull()
  })

  test.each([
    'app://consent/abd/answer?answer=allow&c=0&until=1',
    'app://bundle/index.html?answer=allow&c=0&until=1',
    'https://example.com/answer?answer=allow&c=0&until=1',
    'nothing',
  ])('is nothing from another address: %s', (address) => {
    expect(readAnswer(address, { action, question, form, nowMs })).toBeNull()
  })

  test('names only connections of the question, each once', () => {
    expect(read('c=1&c=1&c=99&c=-1&c=x&until=0&answer=allow')).toEqual({
      answer: { isAllowed: true, connectionIds: ['c2'], untilMs: nowMs + dayMs },
    })
  })

  test('is the form again, with what is wrong, where it allows nothing', () => {
    expect(read('until=0&answer=allow')).toEqual({
      form: { ...form, chosen: new Set(), until: 0, problem: 'nothingChosen' },
    })
    expect(read('c=0&until=0&answer=allow', nowMs + 2 * dayMs)).toEqual({
      form: { ...form, chosen: new Set([0]), until: 0, problem: 'timePassed' },
    })
  })
})

describe('the page', () => {
  test('has one form, two buttons and no markup of a name', () => {
    const html = promptDocument(
      {
        ...question,
        clientName: hostileName,
        folder: hostileName,
        isNameTaken: true,
        connections: [{ id: 'c1', title: hostileName, consentEndsAtMs: nowMs }],
      },
      form,
      { action: '/abc/answer', nonce: 'n', nowMs },
    )
    expect(html.match(/<form/g)).toHaveLength(1)
    expect(html.match(/<h1/g)).toHaveLength(1)
    expect([...html.matchAll(/<button[^>]*value="(\w+)"/g)].map((match) => match[1])).toEqual([
      'refuse',
      'allow',
    ])
    expect(html).not.toMatch(/\u202E|<script|Everything is fine<\/h1>/)
  })
})
