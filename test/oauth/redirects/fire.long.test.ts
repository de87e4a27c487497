import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { openLoopback } from '../../../electron/main/oauth/redirects/loopback.ts'
import { get, openIdle, sendRaw } from '../../support/raw-request.ts'

const state = 'the-state-that-was-sent'
const marker = 'hostile-marker'
const requests = 10_000
const atOnce = 40

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heapMb(): number {
  collect()
  return process.memoryUsage().heapUsed / 1_048_576
}

type Shot = (uri: string) => string

function lines(uri: string, first: string, more = ''): string {
  return `${first} HTTP/1.1\r\nHost: ${new URL(uri).host}\r\n${more}\r\n`
}

const path = (uri: string) => new URL(uri).pathname
const good = `?code=${marker}&state=${state}`
const shots: Shot[] = [
  (uri) => lines(uri, `GET /${marker}${good}`),
  (uri) => lines(uri, `GET ${path(uri)}?code=${marker}&state=${marker}`),
  (uri) => lines(uri, `HEAD ${path(uri)}${good}`),
  (uri) => lines(uri, `POST ${path(uri)}${good}`, 'Content-Length: 0\r\n'),
  (uri) => `GET ${path(uri)}${good} HTTP/1.1\r\nHost: ${marker}.example\r\n\r\n`,
  (uri) =>
    lines(
      uri,
      `GET ${path(uri)}${good}`,
      `Origin: https://${marker}.example\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n`,
    ),
  (uri) => lines(uri, `GET ${path(uri)}${good}`, 'Sec-Purpose: prefetch;prerender\r\n'),
  (uri) => lines(uri, `GET ${path(uri)}?error=access_denied&error_description=%3Cscript%3E${marker}`),
  (uri) => lines(uri, `GET ${path(uri)}${good}&state=${state}`),
]
/** Each takes a megabyte to send, so there are fewer. */
const huge: Shot = (uri) => lines(uri, `GET ${path(uri)}${good}&x=${'x'.repeat(1_048_576)}`)

test('10,000 hostile requests during one login: it still succeeds, and none of them is accepted, stored or echoed', async () => {
  const redirect = await openLoopback({ mode: 'loopback' })
  const port = Number(new URL(redirect.redirectUri).port)
  const waiting = redirect.callback(state, new AbortController().signal)
  let isTaken = false
  void waiting.then(() => (isTaken = true))
  // Slow headers, all the while: connections that have begun a request and never end it.
  const slow = await Promise.all(Array.from({ length: 50 }, () => openIdle(port)))
  for (const socket of slow) socket.write('GET / HTTP/1.1\r\nHost: ')

  const statuses = new Map<number, number>()
  let sent = 0
  async function fire(upTo: number): Promise<void> {
    while (sent < upTo) {
      sent += 1
      const shot = sent % 100 === 0 ? huge : (shots[sent % shots.length] ?? huge)
      const answer = await sendRaw(port, shot(redirect.redirectUri))
      expect(answer.headers + answer.body).not.toContain(marker)
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    }
  }
  const fireTo = (upTo: number) => Promise.all(Array.from({ length: atOnce }, () => fire(upTo)))

  await fireTo(2000)
  const beforeMb = heapMb()
  await fireTo(requests)
  const afterMb = heapMb()

  expect(isTaken).toBe(false)
  expect(statuses.has(200)).toBe(false)
  // A reset before the answer could be read counts as none (0).
  expect(
    [...statuses.keys()].filter((status) => ![0, 400, 403, 404, 405, 421, 431].includes(status)),
  ).toEqual([])
  expect(statuses.get(0) ?? 0).toBeLessThan(requests / 50)
  expect(afterMb - beforeMb).toBeLessThan(10)

  const page = sendRaw(port, get(`${redirect.redirectUri}?code=right&state=${state}`))
  const callback = await waiting
  expect(callback.url.searchParams.get('code')).toBe('right')
  await callback.reply('linked')
  expect((await page).status).toBe(200)
  await redirect.close()
  for (const socket of slow) socket.destroy()
})
