import { expect, test } from 'vitest'
import type { ConsentAnswer, ConsentQuestion } from '../../electron/main/scripts/consent-question.ts'
import { openQuestions } from '../../electron/main/scripts/questions.ts'
import { openSimulatedClock } from '../support/simulated-clock.ts'

const never = new AbortController().signal

function open() {
  const clock = openSimulatedClock(0)
  const questions = openQuestions({ now: clock.now, setTimer: clock.after })
  const shown: { subject: string; answer: (answer: ConsentAnswer) => void; signal: AbortSignal }[] = []
  const allowed: string[] = []
  const ask = (subject: string, { waitMs = 60_000, signal = never, keyHash = 'a' } = {}) =>
    questions.ask(
      {
        keyHash,
        subject,
        about: { clientName: subject, folder: '', level: 'list', connectionIds: [] },
        question: (id) => ({ id, clientName: subject }) as ConsentQuestion,
        ask: (question, withdrawn) => {
          const { promise, resolve } = Promise.withResolvers<ConsentAnswer>()
          shown.push({ subject: question.clientName, answer: resolve, signal: withdrawn })
          withdrawn.addEventListener('abort', () => resolve('closed'))
          return promise
        },
        allow: (question) => void allowed.push(question.clientName),
      },
      waitMs,
      signal,
    )
  return { clock, questions, shown, allowed, ask }
}

const yes: ConsentAnswer = { isAllowed: true, connectionIds: ['c'], untilMs: 1 }
const no: ConsentAnswer = { isAllowed: false }
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('one question is shown at a time, and the next one once it is answered', async () => {
  const { shown, allowed, ask } = open()
  const outcomes = [ask('first'), ask('second')]
  expect(shown.map(({ subject }) => subject)).toEqual(['first'])
  shown[0]?.answer(yes)
  await turn()
  expect(shown.map(({ subject }) => subject)).toEqual(['first', 'second'])
  shown[1]?.answer(no)
  expect(await Promise.all(outcomes)).toEqual(['allowed', 'refused'])
  expect(allowed).toEqual(['first'])
})

test('questions that are alike are shown once, and all who ask hear the answer', async () => {
  const { shown, ask } = open()
  const outcomes = [ask('same'), ask('same'), ask('same')]
  shown[0]?.answer(yes)
  expect(await Promise.all(outcomes)).toEqual(['allowed', 'allowed', 'allowed'])
  expect(shown).toHaveLength(1)
})

test('a client that does not wait leaves its question in the list, where the user can have it shown', async () => {
  const { questions, shown, allowed, ask } = open()
  expect(await ask('nightly', { waitMs: 0 })).toBe('waiting')
  expect(shown).toEqual([])
  const [waiting] = questions.list()
  expect(waiting?.about.clientName).toBe('nightly')
  expect(questions.show(waiting?.id ?? '')).toBe(true)
  shown[0]?.answer(yes)
  await turn()
  expect([allowed, questions.list()]).toEqual([['nightly'], []])
})

test('a question that the user closes, or does not answer in time, stays in the list', async () => {
  const { clock, questions, shown, ask } = open()
  const closed = ask('closed')
  shown[0]?.answer('closed')
  expect(await closed).toBe('unanswered')
  const late = ask('late', { waitMs: 1000 })
  await turn()
  await clock.run(2000, () => false)
  expect(await late).toBe('unanswered')
  expect(questions.list()).toHaveLength(2)
})

test('a question that nobody waits for any more is withdrawn', async () => {
  const { questions, shown, ask } = open()
  const controller = new AbortController()
  const gone = ask('gone', { signal: controller.signal })
  controller.abort(new Error('gone'))
  await expect(gone).rejects.toThrow('gone')
  expect(shown[0]?.signal.aborted).toBe(true)
  expect(questions.list()).toEqual([])
})

test('after three refusals nobody asks for ten minutes', async () => {
  const { clock, shown, ask } = open()
  for (const [index, keyHash] of ['a', 'b', 'c'].entries()) {
    const refused = ask(`ask ${index}`, { keyHash })
    shown.at(-1)?.answer(no)
    expect(await refused).toBe('refused')
    await turn()
  }
  await expect(ask('again', { keyHash: 'd' })).rejects.toMatchObject({
    code: 'consent_quiet',
    retryAtMs: 10 * 60_000,
  })
  await clock.run(10 * 60_000, () => false)
  expect(await ask('later', { waitMs: 0 })).toBe('waiting')
})

test('a clock that is set back does not keep it quiet for longer than ten minutes', async () => {
  let nowMs = 1_000_000_000
  const questions = openQuestions({ now: () => nowMs, setTimer: () => () => undefined })
  const ask = (subject: string, waitMs: number) =>
    questions.ask(
      {
        keyHash: subject,
        subject,
        about: { clientName: subject, folder: '', level: 'list', connectionIds: [] },
        question: (id) => ({ id }) as ConsentQuestion,
        ask: async () => no,
        allow: () => undefined,
      },
      waitMs,
      never,
    )
  for (const subject of ['a', 'b', 'c']) await ask(subject, 1000)
  await expect(ask('d', 0)).rejects.toMatchObject({ code: 'consent_quiet' })
  nowMs -= 24 * 60 * 60_000
  expect(await ask('d', 0)).toBe('waiting')
})

test('after three refusals none is shown of those that already wait, and they stay in the list', async () => {
  const { questions, shown, ask } = open()
  const outcomes = ['a', 'b', 'c', 'd', 'e'].map((keyHash) => ask(keyHash, { keyHash }))
  for (const index of [0, 1, 2]) {
    shown[index]?.answer(no)
    await turn()
  }
  expect(shown).toHaveLength(3)
  expect(await Promise.all(outcomes)).toEqual(['refused', 'refused', 'refused', 'unanswered', 'unanswered'])
  const [waiting] = questions.list()
  expect(questions.list()).toHaveLength(2)
  expect(questions.show(waiting?.id ?? '')).toBe(true)
  expect(shown).toHaveLength(4)
})

test('a client can fill neither the list nor the screen', async () => {
  const { questions, ask } = open()
  for (let number = 0; number < 50; number += 1) await ask(`ask ${number}`, { waitMs: 0 })
  expect(questions.list()).toHaveLength(5)
})

test('a client that waits for its answers fills the list no more than one that does not', async () => {
  const { clock, questions, shown, ask } = open()
  const outcomes = Array.from({ length: 30 }, (_, number) => ask(`ask ${number}`, { waitMs: 1000 }))
  expect(questions.list()).toHaveLength(5)
  expect(questions.list()[0]?.isShown).toBe(true)
  expect(shown.map(({ subject }) => subject)).toEqual(['ask 0'])
  // It does not learn which of them gave way.
  expect(await Promise.race([...outcomes, turn().then(() => 'none')])).toBe('none')
  await clock.run(2000, () => false)
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['unanswered']))
})

test('in a full list the client that has most questions gives way to others', async () => {
  const { questions, ask } = open()
  for (const keyHash of ['a', 'b', 'c', 'd'])
    for (let number = 0; number < 5; number += 1) await ask(`ask ${number}`, { waitMs: 0, keyHash })
  expect(questions.list()).toHaveLength(20)
  for (let number = 0; number < 16; number += 1) await ask('ask', { waitMs: 0, keyHash: `key ${number}` })
  expect(new Set(questions.list().map(({ keyHash }) => keyHash)).size).toBe(20)
  await expect(ask('ask', { waitMs: 0, keyHash: 'one more' })).rejects.toMatchObject({
    code: 'too_many_requests',
  })
})

test('no more than 32 calls wait for the user at once: a further one leaves its question in the list', async () => {
  const { questions, ask } = open()
  const controller = new AbortController()
  const { signal } = controller
  const waiting = Array.from({ length: 32 }, () => ask('ask', { signal }))
  expect(await ask('ask', { keyHash: 'b' })).toBe('waiting')
  expect(questions.list()).toHaveLength(2)
  controller.abort(new Error('gone'))
  await Promise.allSettled(waiting)
  const later = ask('ask', { keyHash: 'b' })
  expect(await Promise.race([later, turn().then(() => 'it waits')])).toBe('it waits')
})
