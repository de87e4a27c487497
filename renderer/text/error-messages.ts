import type { ErrorCode, Failure, FailureDetail } from '../../shared/errors.ts'
import { dateTimeText, timeText } from './format.ts'

/** What happened, with its cause, and what to do next. */
export interface Message {
  what: string
  next: string
}

type Words = (detail: FailureDetail) => Message

const server = ({ host }: FailureDetail) => host ?? 'The institution’s server'
const proxy = (detail: FailureDetail) =>
  detail.proxy === undefined ? 'The proxy' : `The proxy ${detail.proxy}`
const feed = ({ host }: FailureDetail) => host ?? 'The update feed'

/** Claims that a wrong clock makes look wrong. */
const timeClaims: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf'])

/** Words for how the access to a connection went; they come from settle-secrets.ts. */
function howLost(cause: string | undefined): string {
  switch (cause) {
    case 'memory':
      return 'The access to this connection was kept in memory only, and went when Mooring quit.'
    case 'backup':
      return 'Mooring’s data was put back as it was earlier, and the access to this connection has changed since.'
    case 'other keychain':
      return 'The access to this connection is in another keychain: Mooring’s data came from another computer or user, or the keychain was reset.'
    default:
      return 'The keychain no longer holds the access to this connection.'
  }
}

const lostOnce = (detail: FailureDetail): Message => ({
  what: `The request left for ${server(detail)}, and its answer was lost on its way. The token may have been used up by it.`,
  next: 'Mooring tries the same token once more. If it is refused then, relink.',
})

const portText = (port: number | undefined) => (port === undefined ? 'the port' : `port ${port}`)
const until = ({ untilMs }: FailureDetail) =>
  untilMs === undefined ? 'in a minute' : `after ${timeText(untilMs)}`

const inspected =
  'If your network inspects traffic, ask its administrator for the certificate authority, and set MOORING_EXTRA_CA to its file.'
const tellSupport = 'Nothing can be done about it here: tell the institution’s support.'

/** Words for why a connection is not safe, by the word of OpenSSL or Node. */
function tlsMessage({ host, cause = '', expiredAtMs }: FailureDetail): Message {
  const to = `The connection to ${host ?? 'the institution'} is not safe`
  const because = (why: string, next: string) => ({ what: `${to}: ${why}. Nothing was sent.`, next })
  if (/TOO_SMALL|TOO_WEAK/.test(cause)) {
    return because('its certificate is too weak, by a short key or an outdated signature', tellSupport)
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/.test(cause)) {
    return because('it speaks only versions of TLS that are too old', tellSupport)
  }
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE/.test(cause)) {
    return because(
      'what answers there does not speak TLS at all',
      'Check the address, and whether a proxy or a sign-in page of the network is in between.',
    )
  }
  if (cause === 'CERT_HAS_EXPIRED') {
    const since = expiredAtMs === undefined ? '' : ` on ${dateTimeText(expiredAtMs)}`
    return because(
      `its certificate expired${since}`,
      'Check this computer’s clock. If it is right, tell the institution’s support.',
    )
  }
  if (cause === 'CERT_NOT_YET_VALID') {
    return because(
      'its certificate is not valid yet',
      'Check this computer’s clock. If it is right, tell the institution’s support.',
    )
  }
  if (cause === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return because('its certificate is for another server', inspected)
  }
  return because('its certificate was not accepted', inspected)
}

/** A sentence for everything that can go wrong; the compiler checks that none is missing. */
const messages: Record<ErrorCode, Words> = {
  internal: () => ({
    what: 'Something in Mooring went wrong while doing that.',
    next: 'Nothing was lost. Try again; if it stays, quit Mooring and start it again.',
  }),
  closing: () => ({
    what: 'Mooring is closing, so nothing new is begun.',
    next: 'Start it again to go on.',
  }),
  invalid_input: () => ({
    what: 'One of the entries can’t be used as it is.',
    next: 'Check what is marked and try again.',
  }),
  sender_refused: () => ({
    what: 'That request did not come from Mooring’s own window, so it was refused.',
    next: 'Close the window and start Mooring again.',
  }),
  not_found: () => ({
    what: 'That is no longer there: it was removed or has ended.',
    next: 'Go back to the list and choose again.',
  }),
  name_taken: () => ({
    what: 'There is one with this name or connector already.',
    next: 'Give it another name, or use the one that is there.',
  }),
  registration_in_use: () => ({
    what: 'Connections or institutions use this registration, so it can’t be removed or pointed to another server.',
    next: 'Remove those first, or add a second registration.',
  }),
  institution_in_use: () => ({
    what: 'A connection uses this institution, so it can’t be removed.',
    next: 'Revoke and remove the connection first.',
  }),

  already_linking: () => ({
    what: 'A link to this institution is waiting in your browser already.',
    next: 'Finish it there, or cancel it first.',
  }),
  browser_unavailable: ({ cause }) => ({
    what:
      cause === 'chosen'
        ? 'The program that you chose in the settings as your browser could not be started.'
        : 'No browser could be opened on this computer.',
    next:
      cause === 'chosen'
        ? 'Choose another in Settings, or copy the link and open it in a browser yourself. Mooring keeps waiting.'
        : 'Copy the link, and open it in a browser yourself. Mooring keeps waiting.',
  }),
  port_in_use: ({ port }) => ({
    what: `Another program on this computer is using ${portText(port)}, where the answer should come back.`,
    next: 'Quit that program, or change the redirect address of the registration (and at the institution).',
  }),
  port_reserved: ({ port }) => ({
    what: `This computer does not let Mooring use ${portText(port)}: the system keeps it for itself.`,
    next: 'Choose another port for the redirect address of the registration, above 1024, and register that one.',
  }),
  paste_invalid: ({ cause }) => ({
    what:
      cause === 'state'
        ? 'That address belongs to another link, or to an earlier try.'
        : cause === 'answer'
          ? 'That address carries no answer of the institution.'
          : 'That is not the address that the browser should end at.',
    next: 'Copy the whole address from the browser’s address bar, after you have approved.',
  }),
  link_cancelled: () => ({
    what: 'You cancelled the link. Nothing was stored.',
    next: 'Link again whenever you like.',
  }),
  link_timed_out: ({ redirectUri }) => ({
    what: 'Five minutes passed and the browser did not come back. Nothing was stored.',
    next: redirectUri
      ? `Try again. If the browser showed an error page, check that ${redirectUri} is registered, and the client id and connector.`
      : 'Try again, and sign in within five minutes.',
  }),
  device_code_expired: (detail) => ({
    what: `The code ran out before ${server(detail)} was told to go on. Nothing was stored.`,
    next: 'Try again: there will be a new code.',
  }),
  link_interrupted: () => ({
    what: 'A link was interrupted before it was stored, or a backup from before it was put back. Mooring holds no way to use or end that access.',
    next: 'Link again to use it, and end what is left over in the institution’s own settings (connected apps).',
  }),
  consent_denied: () => ({
    what: 'Access was not given: the sign-in was cancelled or refused at the institution.',
    next: 'If that was not meant, link again and choose Approve.',
  }),
  authorization_failed: () => ({
    what: 'The institution refused the request itself, before anybody could give access.',
    next: 'Check the scopes and the client id of the registration, then link again.',
  }),

  client_rejected: (detail) => ({
    what: `${server(detail)} did not accept the client id and the client secret.`,
    next: 'Type the client secret again under Registrations, or reset it at the institution’s hub.',
  }),
  client_authentication_unsupported: (detail) => ({
    what:
      detail.cause === 'key'
        ? `${server(detail)} does not accept a key in place of a client secret.`
        : `${server(detail)} does not accept a client secret, neither in a header nor in the request’s body.`,
    next:
      detail.cause === 'key'
        ? 'Add a registration with a client secret, if the institution gives you one.'
        : 'Add a registration with a key, if the institution accepts one.',
  }),
  code_rejected: (detail) => ({
    what: `${server(detail)} did not take the answer from the browser: it was too old or used before.`,
    next: 'Link again, and approve within five minutes.',
  }),
  redirect_rejected: (detail) => ({
    what: `${server(detail)} says that the redirect address is not the one it began with.`,
    next: 'Check that the redirect address is registered letter for letter, then link again.',
  }),
  request_refused: (detail) => ({
    what: `${server(detail)} refused the request and did not say why.`,
    next:
      detail.redirectUri === undefined
        ? 'Check the client id and the client secret of the registration, then link again.'
        : `Check the client id and the client secret, and that ${detail.redirectUri} is registered letter for letter, then link again.`,
  }),
  answer_invalid: (detail) => ({
    what: `${server(detail)} gave an answer that can’t be understood, so it was not used.`,
    next: 'Try again later. If it stays, tell the institution’s support.',
  }),
  id_token_invalid: (detail) => ({
    what: `${server(detail)} gave an identity that does not check out, so it was not trusted.`,
    next: timeClaims.has(detail.cause ?? '')
      ? 'Check this computer’s clock, then try again. If it stays, tell the institution’s support.'
      : 'Try again. If it stays, tell the institution’s support.',
  }),
  issuer_mismatch: (detail) => ({
    what: `The answer came in the name of another server than ${detail.host ?? 'the one that was asked'}, so it was refused.`,
    next: 'Check the issuer of the registration letter for letter, a slash at its end included. If that is right, somebody may be trying to get at the access: don’t try again, and tell the institution’s support.',
  }),
  discovery_failed: (detail) => ({
    what: `${server(detail)} does not say how to sign in there: no OpenID description was found.`,
    next: 'Check the issuer address of the registration.',
  }),
  endpoint_insecure: (detail) => ({
    what: `${server(detail)} names an address that is not safe to send a secret to, so nothing was sent.`,
    next: 'Use an issuer whose addresses all begin with https.',
  }),
  endpoint_ambiguous: ({ host, cause }) => ({
    what: `${host ?? 'The institution’s server'} names a sign-in address that already carries “${cause ?? 'a parameter'}”, which Mooring sends itself. It was not opened.`,
    next: 'Tell the institution’s support.',
  }),
  endpoint_foreign: (detail) => ({
    what: `${server(detail)} names an address at ${detail.cause ?? 'another server'}, which another registration uses, so nothing was sent.`,
    next: 'Check the issuer of the registration. If it is right, somebody may be trying to get at the other access: tell the institution’s support.',
  }),
  keys_missing: (detail) => ({
    what: `${server(detail)} says how it signs, but not where its keys are, so no signature could be checked.`,
    next: 'Tell the institution’s support: its metadata lack jwks_uri.',
  }),
  grant_ended: () => ({
    what: 'Access was ended at the institution, or it ran out there.',
    next: 'Relink to give access again. The connection keeps its name and history.',
  }),
  refresh_refused: (detail) => ({
    what: `${server(detail)} refused to renew this access and did not say why. It may have been ended there.`,
    next: 'Relink to give access again. If that is refused too, check the client secret under Registrations.',
  }),
  answer_lost: (detail) => ({
    what: `The answer to an earlier refresh was lost on its way, and ${server(detail)} takes each token only once.`,
    next: 'Relink to give access again. Access that is still open can be ended in the institution’s own settings.',
  }),
  bearer_rejected: (detail) => ({
    what: `${server(detail)} did not take the access that it gave.`,
    next: 'Refresh to get a new one. If it stays, relink.',
  }),
  not_subscribed: () => ({
    what: 'Your registration is not subscribed to this institution or to this data.',
    next: 'Add the subscription in the institution’s hub, then refresh.',
  }),
  revocation_unsupported: () => ({
    what: 'This institution has no way to end access from here. Mooring no longer uses it.',
    next: 'End it in the institution’s own settings (connected apps), then remove the row.',
  }),
  revocation_refused: (detail) => ({
    what: `${server(detail)} refused to end this access. Mooring no longer uses it.`,
    next: 'Check the connected apps in the institution’s own settings, then remove the row.',
  }),

  revocation_token_lost: (detail) => ({
    what: `The answer to an earlier refresh was lost on its way, so Mooring has nothing that ${server(detail)} would end this access for. It is no longer used.`,
    next: 'End it in the institution’s own settings (connected apps), then remove the row.',
  }),
  revocation_unconfirmed: (detail) => ({
    what: `${server(detail)} did not confirm for a week that this access has ended. Mooring no longer uses it.`,
    next: 'End it in the institution’s own settings (connected apps), or try again from here.',
  }),

  offline: (detail) =>
    detail.isPossiblySpent
      ? lostOnce(detail)
      : {
          what: `${server(detail)} could not be reached.`,
          next: 'Check the network connection, then try again.',
        },
  timed_out: (detail) =>
    detail.isPossiblySpent
      ? lostOnce(detail)
      : {
          what: `${server(detail)} took too long to answer.`,
          next: 'Try again in a minute.',
        },
  tls_failed: (detail) => tlsMessage(detail),
  proxy_refused: (detail) =>
    detail.status === 407
      ? {
          what: `${proxy(detail)} asks for a user name and a password (status 407). Nothing was sent to ${server(detail)}.`,
          next: 'Set HTTPS_PROXY to http://name:password@ and the proxy’s address, and start Mooring again. A proxy that wants NTLM or Kerberos can’t be used.',
        }
      : {
          what: `${proxy(detail)} does not allow a connection to ${server(detail)} (status ${detail.status ?? 'unknown'}). Nothing was sent.`,
          next: 'Ask the network’s administrator to allow it, then try again.',
        },
  proxy_unreachable: (detail) => ({
    what: `${proxy(detail)} could not be reached, or broke off. Nothing was sent to ${server(detail)}.`,
    next: 'Check the network connection and the proxy in the system’s settings or in HTTPS_PROXY, then try again.',
  }),
  proxy_unsupported: (detail) => ({
    what: `The network settings of this computer name a SOCKS proxy for ${server(detail)}${detail.proxy === undefined ? '' : ` (${detail.proxy})`}, which Mooring can’t use.`,
    next: 'Ask the network’s administrator for an HTTP proxy, and set HTTPS_PROXY to its address.',
  }),
  portal: () => ({
    what: 'A sign-in page of the network answered instead of the institution.',
    next: 'Open any page in your browser, sign in to the network, then try again.',
  }),
  server_unavailable: (detail) => ({
    what: `${server(detail)} is out of order at the moment.`,
    next: `Try again ${until(detail)}.`,
  }),
  rate_limited: (detail) => ({
    what: `${server(detail)} asks for fewer requests.`,
    next: `Try again ${until(detail)}.`,
  }),

  not_active: () => ({
    what: 'That can’t be done as the connection stands now.',
    next: 'Look at its status; it may just have changed.',
  }),
  consent_expired: () => ({
    what: 'The time that this consent was given for is over, so nothing is read any more.',
    next: 'Relink to give access for another term, or revoke to end it at the institution too.',
  }),
  secret_missing: ({ cause }) => ({
    what: howLost(cause),
    next: 'Relink to give access again. Access that is still open can be ended in the institution’s own settings.',
  }),
  owner_unknown: () => ({
    what: 'The keychain holds a secret that no connection or registration of this database uses. It was kept, and access may still be open at the institution.',
    next: 'Put back the database that it belongs to, or end the access in the institution’s own settings.',
  }),
  client_secret_missing: () => ({
    what: 'The keychain no longer holds the client secret of this registration.',
    next: 'Type it again under Registrations.',
  }),
  other_sign_in: () => ({
    what: 'Somebody else signed in than before, so this connection was left as it is.',
    next: 'Relink with the same sign-in, or use Link institution to add the other one.',
  }),

  keychain_unavailable: () => ({
    what: 'This computer’s keychain can’t be used, so there is no safe place for secrets.',
    next: 'Start or install a keychain (on Linux: gnome-keyring or KWallet), then try again.',
  }),
  keychain_locked: () => ({
    what: 'The keychain is locked.',
    next: 'Unlock it, then try again. Nothing was changed.',
  }),
  keychain_denied: () => ({
    what: 'The keychain did not let Mooring in.',
    next: 'Allow access when the system asks, then try again.',
  }),
  keychain_timeout: () => ({
    what: 'The keychain did not answer in time: a prompt may be waiting behind another window.',
    next: 'Answer the prompt, then try again.',
  }),
  disk_full: () => ({
    what: 'The disk is full, so this could not be stored. What was there before is unharmed.',
    next: 'Free some space, then try again.',
  }),
  data_unwritable: () => ({
    what: 'Mooring can’t write to its data folder.',
    next: 'Check that the folder exists, is yours and is not read-only, then try again.',
  }),
  file_unwritable: () => ({
    what: 'The file could not be written there.',
    next: 'Choose another folder, or free some space.',
  }),
  database_newer: ({ version }) => ({
    what: `These data were written by a newer Mooring${version === undefined ? '' : ` (format ${version})`}. Nothing was changed.`,
    next: 'Install the newest Mooring, then start it.',
  }),
  database_damaged: () => ({
    what: 'Mooring’s database is damaged. It was left as it is, and so were the secrets in the keychain.',
    next: 'Begin anew, or put back a copy of your own and try again.',
  }),
  database_missing: () => ({
    what: 'Mooring’s database is missing from its folder, although its other files are there. No new one was created, and the secrets in the keychain were left as they are.',
    next: 'Put the file mooring.db back into the data folder and try again, or begin anew.',
  }),
  row_damaged: () => ({
    what: 'This entry can’t be read, because the database is damaged here. Other entries are not affected.',
    next: 'Open Health: it checks the database and offers the last good copy.',
  }),
  data_of_another_app: ({ cause }) => ({
    what:
      cause === 'app.mooring'
        ? 'These data belong to the installed Mooring, and their secrets are in its part of the keychain. Nothing was changed.'
        : 'These data belong to another Mooring, and their secrets are in its part of the keychain. Nothing was changed.',
    next: 'Quit, and start that Mooring. Or name another folder in MOORING_DATA.',
  }),
  sandbox_unavailable: () => ({
    what: 'The built-in institution could not be started on this computer.',
    next: 'Check that nothing forbids Mooring to listen on 127.0.0.1, then try again.',
  }),

  update_feed_insecure: () => ({
    what: 'That is not an address that updates may come from.',
    next: 'Type an https address without a user name, query or fragment.',
  }),
  update_feed_missing: (detail) => ({
    what: `${feed(detail)} announces no version for this kind of system.`,
    next: 'Check the address of the update feed in the settings.',
  }),
  update_feed_unreadable: (detail) => ({
    what: `${feed(detail)} announces a version in a way that Mooring can’t use. Nothing was installed.`,
    next: 'Tell whoever gave you Mooring.',
  }),
  update_untrusted: ({ cause, host }) => ({
    what:
      cause === 'publisher'
        ? 'A newer version was signed by somebody else than the publisher of this Mooring, so it was refused.'
        : `What ${host ?? 'the update feed'} announces is not signed by the publisher of this Mooring, or was changed on its way, so it was refused.`,
    next: 'Go on with this version. Tell whoever gave you Mooring.',
  }),
  update_damaged: ({ host }) => ({
    what: `The newer version that came from ${host ?? 'the update feed'} is not the one that its publisher signed, so it was deleted.`,
    next: 'Go on with this version. Mooring tries again later; if it stays, tell whoever gave you Mooring.',
  }),
  update_place_unwritable: () => ({
    what: 'Mooring can’t put a newer version in its own place: the folder can’t be written.',
    next: 'Move Mooring into a folder of yours, or install the newer version yourself.',
  }),
  update_failed: () => ({
    what: 'The newer version could not be installed.',
    next: 'Go on with this version, or download the newer one and install it yourself.',
  }),
}

export function messageOf({ code, detail }: Failure): Message {
  return messages[code](detail)
}

/** When a retry is planned. */
export function nextTryText(nextTryAtMs: number | null, nowMs: number): string | null {
  if (nextTryAtMs === null) return null
  if (nextTryAtMs <= nowMs) return 'Trying again now.'
  return nextTryAtMs - nowMs < 20 * 60 * 60_000
    ? `Tries again by itself at ${timeText(nextTryAtMs)}.`
    : `Tries again by itself on ${dateTimeText(nextTryAtMs)}.`
}
