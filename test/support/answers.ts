import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Answers {
  baseUrl: string
  requests: { method: string; path: string; query: string; headers: IncomingHttpHeaders }[]
  close(): Promise<void>
}

/** A server with one fixed answer for each path, or path with its query, which records its requests. */
export async function startAnswers(
  answers: Record<string, { status?: number; headers?: Record<string, string>; body: unknown }>,
): Promise<Answers> {
  const requests: Answers['requests'] = []
  const server = createServer((request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    requests.push({ method: request.method ?? '', path, query, headers: request.headers })
    const answer = answers[`${path}?${query}`] ?? answers[path]
    response.writeHead(answer?.status ?? (answer ? 200 : 404), {
      'content-type': 'application/json',
      ...answer?.headers,
    })
    response.end(typeof answer?.body === 'string' ? answer.body : JSON.stringify(answer?.body ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
