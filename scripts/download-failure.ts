export interface DownloadFailure {
  /** One sentence: who did not give it, and why. */
  reason: string
  /** A server or proxy answered no, and would do so again: worth remembering. */
  isRefusal: boolean
  /** This computer could not keep it, so that no mirror or proxy helps. */
  isLocal: boolean
}

const minuteMs = 60_000
/** Client errors that pass by themselves: request timeout, too early, too many requests (RFC 9110 section 15.5, RFC 8470, RFC 6585). */
const passing = new Set([408, 425, 429])
const localFaults: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENOTDIR: 'its folder can’t be written',
  EACCES: 'its folder can’t be written',
  EPERM: 'its folder can’t be written',
  EROFS: 'its folder can’t be written',
}
const certificateFault = /CERT|SIGNATURE|ISSUER/

/** What went wrong with a download of @electron/get. */
export function downloadFailure(thrown: unknown, limitMs: number): DownloadFailure {
  const causes = causesOf(thrown)
  const answered = causes.map(answerOf).find((answer) => answer !== null)
  if (answered) return refusalOf(answered)
  if (causes.some(({ name }) => name === 'TimeoutError'))
    return { reason: `it took longer than ${duration(limitMs)}.`, isRefusal: false, isLocal: false }

  // A DOMException has a code, too: a number that says nothing.
  const { code = '', hostname, path } = causes.find((cause) => typeof cause.code === 'string') ?? {}
  const local = localFaults[code]
  if (local)
    return { reason: `${local} (${[code, path].join(' ').trim()}).`, isRefusal: false, isLocal: true }
  const last = (causes.at(-1)?.message ?? String(thrown)).replace(/\.$/, '')
  return { reason: describe(code, hostname) ?? `${last}.`, isRefusal: false, isLocal: false }
}

interface Cause {
  name?: string
  message?: string
  code?: string
  hostname?: string
  path?: string
  response?: { status: number; url: string }
}

/** An error, and what caused it, in this order. */
function causesOf(thrown: unknown): Cause[] {
  const causes: Cause[] = []
  for (let one = thrown; one instanceof Error && causes.length < 10; one = one.cause)
    causes.push(one as Cause)
  return causes
}

interface Answer {
  from: string
  status: number
}

function answerOf({ response, message = '' }: Cause): Answer | null {
  if (response) return { from: new URL(response.url).host, status: response.status }
  // undici says it in words alone.
  const status = /^Proxy response \((\d{3})\)/.exec(message)?.[1]
  return status === undefined ? null : { from: 'the proxy', status: Number(status) }
}

function refusalOf({ from, status }: Answer): DownloadFailure {
  const next =
    status === 407 ? ' Put a name and password into HTTPS_PROXY: http://name:password@host:port.' : ''
  const isRefusal = status >= 400 && status < 500 && !passing.has(status)
  return { reason: `${from} answered ${status}.${next}`, isRefusal, isLocal: false }
}

function describe(code: string, hostname: string | undefined): string | null {
  const host = hostname ?? 'the server'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `${host} was not found (${code}). Is this computer online?`
  if (code === 'ECONNREFUSED') return 'nobody answers there (ECONNREFUSED).'
  if (certificateFault.test(code))
    return `this network’s certificate is not trusted (${code}). Name its authority’s file in NODE_EXTRA_CA_CERTS.`
  return code === '' ? null : `the connection failed (${code}).`
}

function duration(ms: number): string {
  return ms >= minuteMs ? `${Math.round(ms / minuteMs)} minutes` : `${ms} ms`
}
