import { AppError } from '../core/errors.ts'
import type { Http } from './http.ts'
import type { Log } from '../core/log.ts'

/** Logs every request at level `debug`: host, method, status, duration. Never a path or query: they name accounts and carry codes. */
export function logRequests(http: Http, log: Log): Http {
  return {
    ...http,
    async fetch(url, init) {
      const startedMs = performance.now()
      const facts = { method: init?.method ?? 'GET', host: new URL(url).host }
      const durationMs = () => Math.round(performance.now() - startedMs)
      try {
        const response = await http.fetch(url, init)
        log.debug('request.answered', { ...facts, status: response.status, durationMs: durationMs() })
        return response
      } catch (thrown) {
        const problem = thrown instanceof AppError ? thrown.code : 'aborted'
        log.debug('request.failed', { ...facts, problem, durationMs: durationMs() })
        throw thrown
      }
    },
  }
}
