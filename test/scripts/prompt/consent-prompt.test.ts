import { expect, test } from 'vitest'
import { openConsentPrompts } from '../../../electron/main/app/consent-prompt.ts'
import type { ConsentAnswer } from '../../../electron/main/scripts/consent-question.ts'
import { consentQuestion } from '../../support/consent-question.ts'

const nowMs = Date.UTC(2026, 10, 26, 9)

/** Prompts whose window is a list of what is done with it, and a clock that the test sets. */
function setUp() {
  const clock = { uptimeMs: 5000, nowMs }
  const calls: string[] = []
  const failures: unknown[] = []
  /** What the next loads wait for. */
  const loading: Promise<void>[] = []
  let given: Parameters<Parameters<typeof openConsentPrompts>[0]['openWindow']>[0] | null = null
  const prompts = openConsentPrompts({
    openWindow: (options) => {
      given = options
      return {
        load: async () => {
          calls.push('load')
          await loading.shift()
        },
        bringToFront: () => {
          calls.push('front')
          options.onShown()
        },
        close: () => {
          calls.push('close')
          options.onClosed()
        },
      }
    },
    now: () => clock.nowMs,
    uptime: () => clock.uptimeMs,
    onFailed: (thrown) => failures.push(thrown),
  })
  const ask = (signal = new AbortController().signal) => {
    const asked = prompts.ask(consentQuestion(nowMs), signal)
    const seen: { answer: ConsentAnswer | null } = { answer: null }
    void asked.then((answer) => (seen.answer = answer))
    const window = given
    if (window === null) throw new Error('no window')
    const say = (query: string) => window.onAddress(`${window.address}/answer?${query}`)
    return { asked, seen, window, say }
  }
  return { clock, calls, failures, loading, prompts, ask }
}

const allow = 'c=0&c=1&until=0&answer=allow'

test('Allow before the window is shown, and in its first second, does nothing', async () => {
  const { clock, ask } = setUp()
  const { asked, seen, window, say } = ask()
  say(allow)
  window.onShown()
  clock.uptimeMs += 999
  say(allow)
  await Promise.resolve()
  expect(seen.answer).toBeNull()
  clock.uptimeMs += 1
  say(allow)
  expect(await asked).toMatchObject({ isAllowed: true, connectionIds: ['c1', 'c2'] })
})

test('a prompt that is brought to the front again begins its second anew', async () => {
  const { clock, prompts, ask } = setUp()
  const { asked, seen, window, say } = ask()
  window.onShown()
  clock.uptimeMs += 60_000
  prompts.bringToFront()
  say(allow)
  await Promise.resolve()
  expect(seen.answer).toBeNull()
  clock.uptimeMs += 1000
  say(allow)
  expect(await asked).toMatchObject({ isAllowed: true })
})

test('the refusal counts at once', async () => {
  const { calls, ask } = setUp()
  const { asked, window, say } = ask()
  window.onShown()
  say('answer=refuse')
  expect(await asked).toEqual({ isAllowed: false })
  expect(calls).toEqual(['load', 'close'])
})

test.each([
  [
    'the user closes the window',
    ({ window }: ReturnType<ReturnType<typeof setUp>['ask']>) => window.onClosed(),
  ],
])('it is closed when %s', async (_what, close) => {
  const { ask } = setUp()
  const one = ask()
  close(one)
  expect(await one.asked).toBe('closed')
})

test('a question that is withdrawn closes its window, and one that was withdrawn opens none', async () => {
  const { calls, prompts, ask } = setUp()
  const abort = new AbortController()
  const { asked } = ask(abort.signal)
  abort.abort()
  expect(await asked).toBe('closed')
  expect(calls).toEqual(['load', 'close'])
  expect(await prompts.ask(consentQuestion(nowMs), abort.signal)).toBe('closed')
  expect(calls).toEqual(['load', 'close'])
})

test('its page is there only while it is asked, with a policy that lets nothing in but its styles', async () => {
  const { prompts, ask } = setUp()
  const { window, say, asked } = ask()
  const page = prompts.answerPage(window.address)
  const policy = page?.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toMatch(/unsafe|script-src/)
  expect(await page?.text()).toContain(`nonce="${/nonce-([^']+)/.exec(policy)?.[1]}"`)
  expect(prompts.answerPage('app://consent/0000')).toBeNull()
  say('answer=refuse')
  await asked
  expect(prompts.answerPage(window.address)).toBeNull()
})

test('Allow without a connection shows the page again and says what is wrong', async () => {
  const { clock, calls, prompts, ask } = setUp()
  const { seen, window, say } = ask()
  window.onShown()
  clock.uptimeMs += 2000
  say('until=0&answer=allow')
  await Promise.resolve()
  expect(seen.answer).toBeNull()
  expect(calls).toEqual(['load', 'load'])
  expect(await prompts.answerPage(window.address)?.text()).toContain('Choose at least one connection')
})

test('a load that another press has replaced does not close the prompt, and one that failed does', async () => {
  const { clock, failures, loading, ask } = setUp()
  const { seen, asked, window, say } = ask()
  window.onShown()
  clock.uptimeMs += 2000
  loading.push(Promise.reject(new Error('ERR_ABORTED')), Promise.resolve())
  say('until=0&answer=allow')
  say('until=0&answer=allow')
  await new Promise((resolve) => setImmediate(resolve))
  expect([seen.answer, failures]).toEqual([null, []])
  loading.push(Promise.reject(new Error('ERR_FAILED')))
  say('until=0&answer=allow')
  expect(await asked).toBe('closed')
  expect(failures).toHaveLength(1)
})
