/** A request as openid-client and the data calls make it. Redirects are never followed. */
export interface HttpInit {
  method?: string
  headers?: Record<string, string>
  body?: string | URLSearchParams | Uint8Array | null
  signal?: AbortSignal
}

export interface Http {
  /** @throws AppError `offline`, `timed_out`, `tls_failed`, `answer_invalid` (too large, encoded) */
  fetch(url: string, init?: HttpInit): Promise<Response>
  close(): Promise<void>
}
