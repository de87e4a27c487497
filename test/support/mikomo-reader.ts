import { createSecretKey, randomBytes } from 'node:crypto'
import { akoyaProfile } from '../../electron/main/institutions/akoya/profile.ts'
import type { ReadContext } from '../../electron/main/institutions/model/profile.ts'
import type { Bank } from '../../electron/main/sandbox/bank.ts'
import { withoutFaults } from '../../electron/main/sandbox/misbehaviour.ts'
import { findProduct } from '../../electron/main/sandbox/products.ts'
import { users, type SandboxAccount } from '../../electron/main/sandbox/users.ts'
import type { Account } from '../../shared/models/account.ts'
import type { Transaction } from '../../shared/models/transaction.ts'
import { toFailure } from '../../electron/main/core/errors.ts'
import type { Failure } from '../../shared/errors.ts'

export interface WindowRead {
  transactions: Transaction[]
  isComplete: boolean
  problem: Failure | null
}

/** Reads Mikomo as the app does, with its own reader, but without HTTP and at the time that the test says. */
export interface MikomoReader {
  accounts(): Promise<Account[]>
  /**
   * @param options.untilMs the computer's time: what is later is not requested
   * @param options.failAtPage the page, from 0, that is answered with 503
   */
  window(
    accountId: string,
    window: { fromDay: string; toDay: string },
    options: { untilMs: number; failAtPage?: number | undefined },
  ): Promise<WindowRead>
}

const base = 'http://mikomo.invalid'
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** @param now called for each page: a time that passes between two pages may shift them */
export function openMikomoReader(options: {
  seed: string
  accounts: SandboxAccount[]
  now: () => number
}): MikomoReader {
  const bank = bankOf(options)
  const { accounts } = options
  let isDown = false
  const fetch = async (address: string) => {
    const url = new URL(address)
    const [, name = '', , , ...rest] = url.pathname.split('/')
    const [user] = users
    const product = findProduct(name, rest)
    if (!product || !user) throw new Error(`Mikomo has no ${url.pathname}`)
    if (isDown) return Response.json({ code: 503, message: 'System maintenance' }, { status: 503 })
    const { status, body } = product.answer({ bank, user, accounts, accountId: rest[0] ?? '', url })
    return new Response(body, { status })
  }
  const context: ReadContext = {
    http: { fetch, offsetMs: () => null, close: async () => {} },
    accessToken: 'none',
    now: options.now,
    lastUseMs: 0,
    isBatch: true,
    signal: new AbortController().signal,
  }
  const hosts = { authorizationBase: base, dataBase: base, issuer: bank.issuer }
  const profile = akoyaProfile(hosts, 'mikomo', { allowLoopbackHttp: true })

  return {
    accounts: async () => (await profile.readAccounts?.(context))?.accounts ?? [],
    window: async (accountId, { fromDay, toDay }, { untilMs, failAtPage }) => {
      const transactions: Transaction[] = []
      let isComplete = true
      let next: string | null = null
      try {
        for (let page = 0; page === 0 || next !== null; page += 1) {
          isDown = page === failAtPage
          const read = await profile.readTransactions?.(context, {
            accountId,
            currency: 'USD',
            // A day of an institution lies between these, wherever it is.
            fromMs: Date.parse(fromDay) - 14 * hourMs,
            toMs: Math.min(Date.parse(toDay) + dayMs + 12 * hourMs, untilMs),
            next,
          })
          transactions.push(...(read?.transactions ?? []))
          isComplete &&= read?.isPartial === false
          next = read?.next ?? null
        }
      } catch (thrown) {
        return {
          transactions: inside(transactions, fromDay, toDay),
          isComplete: false,
          problem: toFailure(thrown),
        }
      } finally {
        isDown = false
      }
      return { transactions: inside(transactions, fromDay, toDay), isComplete, problem: null }
    },
  }
}

function inside(transactions: Transaction[], fromDay: string, toDay: string): Transaction[] {
  return transactions.filter(({ day }) => day === null || (fromDay <= day && day <= toDay))
}

function bankOf({ seed, now }: { seed: string; now: () => number }): Bank {
  return {
    issuer: `${base}/`,
    memory: { clients: [], consents: [] },
    save: () => {},
    visits: new Map(),
    serviceTokens: new Map(),
    misbehaviour: { ...withoutFaults },
    recentCallsMs: [],
    signingKey: createSecretKey(randomBytes(16)),
    keyId: 'none',
    seed,
    now,
  }
}
