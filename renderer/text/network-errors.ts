import type { FailureDetail } from '../../shared/errors.ts'
import { dateTimeText, inSecondsText, isSoon, timeText } from './format.ts'
import { server, serverAtStart, type Message, type Messages } from './message.ts'

const proxy = ({ proxy: address }: FailureDetail) =>
  address === undefined ? 'The proxy' : `The proxy ${address}`

function until({ untilMs }: FailureDetail, nowMs: number): string {
  if (untilMs === undefined) return 'in a minute'
  if (untilMs <= nowMs) return 'now'
  return isSoon(untilMs, nowMs) ? inSecondsText(untilMs, nowMs) : `after ${timeText(untilMs)}`
}

const responseLost = (detail: FailureDetail): Message => ({
  what: `The request was sent, but the response from ${server(detail)} was lost. The token may already be used up.`,
  next: 'Mooring tries the same token once more. If it’s refused, relink.',
})

const supportOnly = 'Contact the institution’s support: only the institution can fix this.'
const clockOrSupport = 'Check this computer’s clock. If it’s right, contact the institution’s support.'
const inspected =
  'If your network inspects traffic, ask its administrator for the certificate authority, and set MOORING_EXTRA_CA to its file.'

/** Explains why a connection isn't secure, from the error code of OpenSSL or Node. */
function tlsMessage(detail: FailureDetail): Message {
  const { cause = '', expiredAtMs } = detail
  const message = (why: string, next: string) => ({
    what: `The connection to ${server(detail)} isn’t secure: ${why}. Nothing was sent.`,
    next,
  })
  if (/ALERT_.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)/.test(cause)) {
    return {
      what: `${serverAtStart(detail)} ended the connection: it wants a client certificate, or refuses the one it was shown.`,
      next: 'Check the client certificate of the registration, and that the institution knows it.',
    }
  }
  if (/TOO_SMALL|TOO_WEAK/.test(cause)) {
    return message('its certificate is too weak, with a short key or an outdated signature', supportOnly)
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/.test(cause)) {
    return message('it only supports versions of TLS that are too old', supportOnly)
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE/.test(cause)) {
    return message(
      'the response wasn’t TLS',
      'Check the address, and whether the network has a proxy or a sign-in page.',
    )
  }
  if (cause === 'CERT_HAS_EXPIRED') {
    const since = expiredAtMs === undefined ? '' : ` on ${dateTimeText(expiredAtMs)}`
    return message(`its certificate expired${since}`, clockOrSupport)
  }
  if (cause === 'CERT_NOT_YET_VALID') {
    return message('its certificate isn’t valid yet', clockOrSupport)
  }
  if (cause === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return message('its certificate is for another server', inspected)
  }
  return message('its certificate wasn’t accepted', inspected)
}

/** Failures of the network and of reaching a server. */
export const networkErrors = {
  offline: (detail) => ({
    ...(detail.isPossiblySpent
      ? responseLost(detail)
      : {
          what: `${serverAtStart(detail)} couldn’t be reached.`,
          next: 'Check your network connection, then try again.',
        }),
    short: 'Can’t be reached',
  }),
  timed_out: (detail) => ({
    ...(detail.isPossiblySpent
      ? responseLost(detail)
      : { what: `${serverAtStart(detail)} took too long to respond.`, next: 'Try again in a minute.' }),
    short: 'No response in time',
  }),
  tls_failed: (detail) => ({ ...tlsMessage(detail), short: 'Connection not secure' }),
  proxy_refused: (detail) =>
    detail.status === 407
      ? {
          what: `${proxy(detail)} requires a username and password (HTTP 407). Nothing was sent to ${server(detail)}.`,
          next: 'Set HTTPS_PROXY to http://name:password@ followed by the proxy’s address, then restart Mooring. Mooring can’t use a proxy that requires NTLM or Kerberos.',
          short: 'Proxy requires a password',
        }
      : {
          what: `${proxy(detail)} doesn’t allow connections to ${server(detail)} (HTTP ${detail.status ?? 'status unknown'}). Nothing was sent.`,
          next: 'Ask the network’s administrator to allow them, then try again.',
          short: 'Blocked by the proxy',
        },
  proxy_unreachable: (detail) => ({
    what: `${proxy(detail)} couldn’t be reached or closed the connection. Nothing was sent to ${server(detail)}.`,
    next: 'Check your network connection, and the proxy in the system settings or in HTTPS_PROXY. Then try again.',
    short: 'Proxy can’t be reached',
  }),
  proxy_unsupported: (detail) => ({
    what: `The network settings name a SOCKS proxy for ${server(detail)}${detail.proxy === undefined ? '' : ` (${detail.proxy})`}, which Mooring can’t use.`,
    next: 'Ask the network’s administrator for an HTTP proxy, and set HTTPS_PROXY to its address.',
    short: 'SOCKS proxy not supported',
  }),
  portal: () => ({
    what: 'The network’s sign-in page responded instead of the institution.',
    next: 'Open any page in your browser, sign in to the network, then try again.',
    short: 'Network sign-in required',
  }),
  server_unavailable: (detail, nowMs) => ({
    what: `${serverAtStart(detail)} is unavailable right now.`,
    next: `Try again ${until(detail, nowMs)}.`,
    short: 'Institution unavailable',
  }),
  rate_limited: (detail, nowMs) => ({
    what: `${serverAtStart(detail)} received too many requests and asked Mooring to wait.`,
    next: `Try again ${until(detail, nowMs)}.`,
  }),
} satisfies Messages
