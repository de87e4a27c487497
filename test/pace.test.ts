import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { openHttp } from '../electron/main/http.ts'
import { pace } from '../electron/main/pace.ts'
import { openSimulatedClock } from './support/simulated-clock.ts'

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

function openPaced() {
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
    offsetMs: () => null,
    close: () => http.close(),
  }
  return { clock, left, paced: pace(seen, clock, 5), isBusy: () => flying > 0 }
}

test('the first five leave at once, in their order; the others wait for their second', async () => {
  const { clock, left, paced, isBusy } = openPaced()
  const url = await listen()
  const all = Promise.all(Array.from({ length: 12 }, (_, number) => paced.fetch(`${url}${number}`)))
  await clock.run(10_000, isBusy)
  await all
  expect(left.map(({ url: each }) => Number(each.split('/').at(-1)))).toEqual([
    ...Array.from({ length: 12 }).keys(),
  ])
  expect(left.map(({ atMs }) => atMs)).toEqual([0, 0, 0, 0, 0, 1100, 1100, 1100, 1100, 1100, 2200, 2200])
  await paced.close()
})

test('a busy host keeps no other host waiting', async () => {
  const { clock, left, paced, isBusy } = openPaced()
  const busy = await listen()
  const other = await listen()
  const all = Promise.all([...Array.from({ length: 20 }, () => paced.fetch(busy)), paced.fetch(other)])
  await clock.run(10_000, isBusy)
  await all
  expect(left.find(({ url }) => url === other)?.atMs).toBe(0)
  await paced.close()
})

test('one that is given up while it waits never leaves', async () => {
  const { clock, left, paced, isBusy } = openPaced()
  const url = await listen()
  const controller = new AbortController()
  const first = Array.from({ length: 5 }, () => paced.fetch(url))
  const waiting = paced.fetch(url, { signal: controller.signal })
  controller.abort(new Error('given up'))
  await expect(waiting).rejects.toThrow('given up')
  await clock.run(10_000, isBusy)
  await Promise.all(first)
  expect(left).toHaveLength(5)
  await paced.close()
})

test('however they come, no second has more than five', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 40 }), async (arrivals) => {
      const clock = openSimulatedClock(0)
      const left: number[] = []
      const paced = pace(
        {
          fetch: async () => (left.push(clock.now()), new Response()),
          offsetMs: () => null,
          close: async () => {},
        },
        clock,
        5,
      )
      for (const atMs of arrivals) clock.after(atMs, () => void paced.fetch('https://bank.example/'))
      await clock.run(60_000, () => false)
      expect(left).toHaveLength(arrivals.length)
      for (const fromMs of left) {
        expect(left.filter((ms) => ms >= fromMs && ms < fromMs + 1000).length).toBeLessThanOrEqual(5)
      }
    }),
    { numRuns: 50 },
  )
})
