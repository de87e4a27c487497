import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Answers } from '../support/answers.ts'
import { answerDataWith } from '../support/data-answers.ts'
import { eventually } from '../support/harness.ts'
import { linkMikomo } from '../support/linked.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { newKey, send } from '../support/local-client.ts'

let app: LocalApp
let server: Answers
beforeEach(async () => {
  app = await openLocalApp()
})
afterEach(async () => {
  await app.close()
  await server.close()
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Megabytes of the heap that are in use. */
function heap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1_000_000
}

const pageRows = 1000
const pageCount = 100

test('100,000 transactions are read as fast as the script takes them, with flat memory', async () => {
  const path = 'transactions/v3/mikomo/chk5d20f1c083'
  const memo = 'x'.repeat(400)
  const pages = Array.from({ length: pageCount }, (_, number) => {
    const transactions = Array.from({ length: pageRows }, (_row, index) => ({
      depositTransaction: {
        transactionId: `t${number}-${index}`,
        postedTimestamp: new Date(Date.now() - number * 60_000).toISOString(),
        amount: 1,
        debitCreditMemo: 'DEBIT',
        memo,
      },
    }))
    const links = number === pageCount - 1 ? {} : { next: { href: `?page=${number + 1}` } }
    return [number === 0 ? path : `${path}?page=${number}`, { body: { transactions, links } }] as const
  })
  const { accounts } = await linkMikomo(app.harness)
  app.allowAll()
  server = await answerDataWith(app.harness, Object.fromEntries(pages))
  const requested = () => server.requests.filter(({ path: asked }) => asked.includes('transactions')).length

  const before = heap()
  const input = { account: accounts[0]?.key }
  const response = await send(app.where, 'transactions.read', input, { key: newKey(), waitMs: 60_000 })
  // It does not read yet: the app stops after what the buffers take.
  await eventually('the first page is read', () => requested() > 0)
  let stopped = 0
  while (stopped !== requested()) {
    stopped = requested()
    await wait(1000)
  }
  expect(stopped).toBeLessThan(pageCount / 2)

  let [text, lines, most] = ['', 0, 0]
  for await (const chunk of response as AsyncIterable<Buffer>) {
    text = (text + chunk.toString()).slice(-2000)
    lines += chunk.toString().split('\n').length - 1
    if (lines % 50 === 0) most = Math.max(most, heap() - before)
  }
  expect(text).toMatch(/\{"end":\{"rows":100000,"isPartial":false,"missing":\[\]\}\}\n$/)
  expect(lines).toBe(100_002)
  expect(most).toBeLessThan(100)
}, 300_000)
