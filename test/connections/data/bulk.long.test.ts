import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportTransactions } from '../../../electron/main/export/transactions.ts'
import type { Answers } from '../../support/answers.ts'
import { answerDataWith } from '../../support/data-answers.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'
import { ofAccounts } from '../../support/export-scopes.ts'

let harness: Harness
let server: Answers
beforeEach(() => {
  harness = openHarness()
})
afterEach(async () => {
  await harness.close()
  await server.close()
})

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Megabytes of the heap that are in use. */
function heap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1_000_000
}

test('a hundred thousand transactions on pages of about 16 MiB are written, with bounded memory [Num 23]', async () => {
  const each = 20_000
  const path = 'transactions/v3/mikomo/chk5d20f1c083'
  const memo = 'x'.repeat(650)
  const pages = Array.from({ length: 5 }, (_, number) => {
    const transactions = Array.from({ length: each }, (_row, index) => ({
      depositTransaction: { transactionId: `t${number}-${index}`, amount: 1, debitCreditMemo: 'DEBIT', memo },
    }))
    const links = number === 4 ? {} : { next: { href: `?page=${number + 1}` } }
    return [number === 0 ? path : `${path}?page=${number}`, { body: { transactions, links } }] as const
  })
  const { id, accounts } = await linkMikomo(harness)
  server = await answerDataWith(harness, Object.fromEntries(pages))
  const before = heap()
  let most = 0
  let lines = 0
  harness.deps.saveFile = async (_name, content) => {
    await content(async (text) => {
      lines += String(text).split('\r\n').length - 1
      most = Math.max(most, heap() - before)
    }, 'scratch')
    return true
  }
  await exportTransactions(harness.deps, {
    ...ofAccounts({ connectionId: id, accountKey: accounts[0]?.key ?? '' }),
    days: 30,
    format: 'csv',
  })
  expect(lines).toBe(100_001)
  // Measured: 46 MB between two writes, for one page as rows and text, and a hash of each row before it.
  expect(most).toBeLessThan(150)
}, 120_000)
