import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { openHttp } from '../../electron/main/net/http.ts'
import { rateLimit } from '../../electron/main/net/rate-limit.ts'
import { openSimulatedClock } from '../support/simulated-clock.ts'
import { noStream } from '../support/no-stream.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(): Promise<string> {
  const server = createServer((_request, response) => response.end('ok'))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function openLimited() {
  const clock = openSimulatedClock(0)
  const left: { url: string; atMs: number }[] = []
  const http = openHttp({ userAgent: 'test' })
  let flying = 0
  const seen = {
    fetch: async (url: string) => {
      left.push({ url, atMs: clock.now() })
      flying += 1
      return http.fetch(url).finally(() => (flying -= 1))
    },
    stream: noStream,
    offsetMs: () => null,
    close: () => http.close(),
  }
  return { clock, left, limited: rateLimit(seen, clock.after, 5), isBusy: () => flying > 0 }
}

test('the first five are sent at once, in order; the others wait for the next second', async () => {
  const { clock, left, limited, isBusy } = openLimited()
  const url = await listen()
  const all = Promise.all(Array.from({ length: 12 }, (_, number) => limited.fetch(`${url}${number}`)))
  await clock.run(10_000, isBusy)
  await all
  expect(left.map(({ url: each }) => Number(each.split('/').at(-1)))).toEqual([
    ...Array.from({ length: 12 }).keys(),
  ])
  expect(left.map(({ atMs }) => atMs)).toEqual([0, 0, 0, 0, 0, 1010, 1010, 1010, 1010, 1010, 2020, 2020])
  await limited.close()
})

test('a busy host keeps no other host waiting', async () => {
  const { clock, left, limited, isBusy } = openLimited()
  const busy = await listen()
  const other = await listen()
  const all = Promise.all([...Array.from({ length: 20 }, () => limited.fetch(busy)), limited.fetch(other)])
  await clock.run(10_000, isBusy)
  await all
  expect(left.find(({ url }) => url === other)?.atMs).toBe(0)
  await limited.close()
})

test('a request that is aborted while it waits is never sent', async () => {
  const { clock, left, limited, isBusy } = openLimited()
  const url = await listen()
  const controller = new AbortController()
  const first = Array.from({ length: 5 }, () => limited.fetch(url))
  const waiting = limited.fetch(url, { signal: controller.signal })
  controller.abort(new Error('given up'))
  await expect(waiting).rejects.toThrow('given up')
  await clock.run(10_000, isBusy)
  await Promise.all(first)
  expect(left).toHaveLength(5)
  await limited.close()
})

test('whatever the order and latency, the host gets at most five requests in any second', async () => {
  const ways = fc.record({
    asked: fc.integer({ min: 0, max: 4000 }),
    there: fc.integer({ min: 0, max: 1500 }),
    back: fc.integer({ min: 0, max: 1500 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(ways, { maxLength: 40 }), async (all) => {
      const clock = openSimulatedClock(0)
      const arrived: number[] = []
      const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))
      const host = {
        fetch: async (url: string) => {
          const { there, back } = all[Number(new URL(url).pathname.slice(1))] ?? { there: 0, back: 0 }
          await wait(there)
          arrived.push(clock.now())
          await wait(back)
          return new Response()
        },
        stream: noStream,
        offsetMs: () => null,
        close: async () => {},
      }
      const limited = rateLimit(host, clock.after, 5)
      for (const [number, { asked }] of all.entries()) {
        clock.after(asked, () => void limited.fetch(`https://bank.example/${number}`))
      }
      await clock.run(120_000, () => false)
      expect(arrived).toHaveLength(all.length)
      for (const fromMs of arrived) {
        expect(arrived.filter((ms) => ms >= fromMs && ms < fromMs + 1000).length).toBeLessThanOrEqual(5)
      }
    }),
    { numRuns: 50 },
  )
})

test('a failed request releases its slot too', async () => {
  const clock = openSimulatedClock(0)
  const failing = {
    fetch: () => Promise.reject(new Error('no way there')),
    stream: noStream,
    offsetMs: () => null,
    close: async () => {},
  }
  const limited = rateLimit(failing, clock.after, 5)
  const all = Array.from({ length: 12 }, () =>
    limited.fetch('https://bank.example/').catch(() => clock.now()),
  )
  await clock.run(10_000, () => false)
  expect(await Promise.all(all)).toEqual([0, 0, 0, 0, 0, 1010, 1010, 1010, 1010, 1010, 2020, 2020])
})
