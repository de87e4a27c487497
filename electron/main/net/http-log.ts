import { AppError } from '../core/errors.ts'
import type { Http, Streams } from './http.ts'
import type { Log } from '../core/log.ts'

/** Logs every request at level `debug`: host, method, status, duration. Never a path or query: they name accounts and carry codes. */
export function logRequests(http: Http & Streams, log: Log): Http & Streams {
  async function logged<T extends { status: number }>(
    url: string,
    method: string,
    send: () => Promise<T>,
  ): Promise<T> {
    const startedMs = performance.now()
    const facts = { method, host: new URL(url).host }
    const durationMs = () => Math.round(performance.now() - startedMs)
    try {
      const response = await send()
      log.debug('request.answered', { ...facts, status: response.status, durationMs: durationMs() })
      return response
    } catch (thrown) {
      const problem = thrown instanceof AppError ? thrown.code : 'aborted'
      log.debug('request.failed', { ...facts, problem, durationMs: durationMs() })
      throw thrown
    }
  }

  return {
    ...http,
    fetch: (url, init) => logged(url, init?.method ?? 'GET', () => http.fetch(url, init)),
    stream: (url, init) => logged(url, init?.method ?? 'GET', () => http.stream(url, init)),
  }
}
