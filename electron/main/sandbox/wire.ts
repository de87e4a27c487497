import type { IncomingHttpHeaders } from 'node:http'

export interface SandboxRequest {
  method: string
  url: URL
  headers: IncomingHttpHeaders
  /** The form of a POST; empty for other methods. */
  form: URLSearchParams
}

export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

/** A response, or a connection that breaks before it. */
export type Outcome = Answer | 'lost'

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

/** Errors of `/token` and `/revoke` (RFC 6749 section 5.2). */
export function oauthError(status: number, error: string, description?: string): Answer {
  return json(status, { error, ...(description === undefined ? {} : { error_description: description }) })
}

/** Errors of the data products: `code` is Akoya's own number, not the status. */
export function dataError(status: number, code: number, message: string): Answer {
  return json(status, { code, message })
}
