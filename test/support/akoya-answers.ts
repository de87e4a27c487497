import { openHttp } from '../../electron/main/net/http.ts'
import { akoyaData } from '../../electron/main/institutions/akoya/data.ts'
import type {
  AccountsRead,
  ReadContext,
  TransactionsRead,
} from '../../electron/main/institutions/model/profile.ts'
import { startAnswers } from './answers.ts'

type Answer = { status?: number; headers?: Record<string, string>; body: unknown }

export const nowMs = Date.UTC(2026, 10, 23, 12)

/** What is made of an answer of the transactions product. A body that is a string is sent as it is. */
export function readTransactionsAnswer(
  answer: Answer,
  options: { currency?: string | null } = {},
): Promise<TransactionsRead> {
  return withServer({ '/transactions/v3/mikomo/a1': answer }, (context, baseUrl) =>
    akoyaData(baseUrl, 'mikomo').readTransactions(context, {
      accountId: 'a1',
      currency: options.currency === undefined ? 'USD' : options.currency,
      fromMs: nowMs - 86_400_000,
      toMs: nowMs,
      next: null,
    }),
  )
}

/** What is made of the two answers that accounts are read from; one alone serves both products. */
export function readAccountsAnswers(info: Answer, balances = info): Promise<AccountsRead> {
  return readAccountsFrom({ '/accounts-info/v3/mikomo': info, '/balances/v3/mikomo': balances })
}

/** What is made of accounts that are answered by path, or by path with query. */
export function readAccountsFrom(answers: Record<string, Answer>): Promise<AccountsRead> {
  return withServer(answers, (context, baseUrl) => akoyaData(baseUrl, 'mikomo').readAccounts(context))
}

async function withServer<T>(
  answers: Record<string, Answer>,
  read: (context: ReadContext, baseUrl: string) => Promise<T>,
): Promise<T> {
  const server = await startAnswers(answers)
  const http = openHttp({ userAgent: 'Mooring/test' })
  try {
    const signal = AbortSignal.timeout(20_000)
    return await read(
      { http, accessToken: 'bearer-1', now: () => nowMs, lastUseMs: nowMs, isBatch: false, signal },
      server.baseUrl,
    )
  } finally {
    await http.close()
    await server.close()
  }
}
