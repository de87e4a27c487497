import type { Harness } from './harness.ts'
import { startAnswers, type Answers } from './answers.ts'

/**
 * From now on the data products are a server that gives these answers; everything else stays Mikomo's.
 *
 * @param answers by product, such as `accounts-info`; a path after it may follow: `transactions/v3/mikomo/a1`
 */
export async function answerDataWith(
  harness: Harness,
  answers: Record<string, { status?: number; body: unknown }>,
): Promise<Answers> {
  const byPath = Object.fromEntries(
    Object.entries(answers).map(([product, answer]) => [
      product.includes('/') ? `/${product}` : `/${product}/v3/mikomo`,
      answer,
    ]),
  )
  const server = await startAnswers(byPath)
  const { http } = harness.deps
  harness.deps.http = {
    ...http,
    fetch: (url, init) => {
      const { pathname, search } = new URL(url)
      const isData = /^\/(accounts-info|accounts|balances|transactions)\//.test(pathname)
      return http.fetch(isData ? `${server.baseUrl}${pathname}${search}` : url, init)
    },
  }
  return server
}
