import { certificateMessages, unreadable } from './certificate-errors.ts'
import { dateText } from './format.ts'
import { server, serverAtStart, type Messages } from './message.ts'

/** ID token claims that a wrong clock makes look wrong. */
const timeClaims: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf'])

/** Linking, and what an institution's servers answered or did not. */
export const institutionErrors = {
  disclosure_changed: () => ({
    what: 'What you read before Continue has changed since.',
    next: 'Go back, choose the institution again, and read it once more.',
  }),
  already_linking: () => ({
    what: 'You’re already linking this institution in your browser.',
    next: 'Finish there, or cancel that link first.',
  }),
  browser_unavailable: ({ cause }) =>
    cause === 'chosen'
      ? {
          what: 'The browser you chose in Settings couldn’t be started.',
          next: 'Choose another one in Settings, or copy the link and open it yourself. Mooring is still waiting.',
        }
      : {
          what: 'Mooring couldn’t open a browser on this computer.',
          next: 'Copy the link and open it in a browser. Mooring is still waiting.',
        },
  port_in_use: ({ port }) => ({
    what: `Another program is using ${portText(port)}, where Mooring waits for the redirect.`,
    next: 'Quit that program, or change the redirect URI in the registration and at the institution.',
  }),
  port_reserved: ({ port }) => ({
    what: `The operating system doesn’t let Mooring use ${portText(port)}.`,
    next: 'Choose another port above 1024 for the registration’s redirect URI, and register the new one at the institution.',
  }),
  paste_invalid: ({ cause }) => ({
    what:
      cause === 'state'
        ? 'That address belongs to another link or an earlier attempt.'
        : cause === 'answer'
          ? 'That address doesn’t contain a response from the institution.'
          : 'That isn’t the redirect URI Mooring is waiting for.',
    next: 'After approving, copy the whole address from the browser’s address bar.',
  }),
  link_cancelled: () => ({
    what: 'You canceled linking. Nothing was stored.',
    next: 'You can start again at any time.',
  }),
  link_timed_out: ({ redirectUri }) => ({
    what: 'The browser didn’t return to Mooring within five minutes. Nothing was stored.',
    next: redirectUri
      ? `Try again. If the browser showed an error page, check that ${redirectUri} is registered, and check the client ID and connector ID.`
      : 'Try again and sign in within five minutes.',
  }),
  device_code_expired: (detail) => ({
    what: `The code expired before you approved access at ${server(detail)}. Nothing was stored.`,
    next: 'Try again to get a new code.',
  }),
  link_interrupted: () => ({
    what: 'Linking was interrupted before the connection was stored, or an older backup was restored. Mooring can’t use or revoke that access.',
    next: 'Start a new link to use the institution, and revoke any access left over in its own settings (connected apps).',
  }),
  consent_denied: () => ({
    what: 'You didn’t give access: the sign-in was canceled or refused at the institution.',
    next: 'If you didn’t mean to, try again and choose Approve.',
  }),
  authorization_failed: () => ({
    what: 'The institution rejected the request before asking for your approval.',
    next: 'Check the scopes and client ID of the registration, then try again.',
  }),

  client_rejected: (detail) => ({
    what: `${serverAtStart(detail)} rejected the client ID or client secret.`,
    next: 'Re-enter the client secret under Registrations, or reset it in the institution’s hub.',
    short: 'Client secret rejected',
  }),
  client_authentication_unsupported: (detail) =>
    detail.cause === 'certificate'
      ? {
          what: `${serverAtStart(detail)} doesn’t accept a certificate instead of a client secret.`,
          next: 'Change the registration to a client secret or a key. The certificate can stay, to bind tokens.',
          short: 'Client certificate not supported',
        }
      : detail.cause === 'key'
        ? {
            what: `${serverAtStart(detail)} doesn’t accept a key instead of a client secret.`,
            next: 'Add a registration with a client secret, if the institution gives you one.',
            short: 'Client key not supported',
          }
        : {
            what: `${serverAtStart(detail)} doesn’t accept a client secret, either in a header or in the request body.`,
            next: 'Add a registration with a key, if the institution accepts one.',
            short: 'Client secret not supported',
          },
  certificate_unusable: ({ cause, expiredAtMs = 0 }) =>
    certificateMessages(dateText(expiredAtMs))[cause ?? ''] ?? unreadable,
  certificate_expired: ({ expiredAtMs = 0 }) => ({
    what: `The client certificate of this registration expired on ${dateText(expiredAtMs)}.`,
    next: 'Get a new one from the institution, and choose it under Registrations, Change. Until then, access can be ended in the institution’s own settings.',
    short: 'Client certificate expired',
  }),
  signing_key_missing: (detail) => ({
    what: `${serverAtStart(detail)} takes only signed requests, and this registration has no key to sign with.`,
    next: 'Under Registrations, choose a key or a client certificate as client authentication and save. Then give the server the public key.',
    short: 'No signing key',
  }),
  code_rejected: (detail) => ({
    what: `${serverAtStart(detail)} rejected the authorization code: it expired or was already used.`,
    next: 'Try again without a pause: a code works for a few minutes, at some institutions for 30 seconds.',
  }),
  redirect_rejected: (detail) => ({
    what: `${serverAtStart(detail)} says the redirect URI isn’t the one the link started with.`,
    next: 'Check that exactly this redirect URI is registered, then try again.',
  }),
  request_refused: (detail) => ({
    what: `${serverAtStart(detail)} refused the request without saying why.`,
    next:
      detail.redirectUri === undefined
        ? 'Check the client ID and client secret of the registration, then try again.'
        : `Check the client ID and client secret, and that exactly ${detail.redirectUri} is registered, then try again.`,
  }),
  answer_invalid: (detail) => ({
    what: `${serverAtStart(detail)} sent a response that Mooring can’t understand, so it wasn’t used.`,
    next: 'Try again later. If it keeps happening, contact the institution’s support.',
    short: 'Response not understood',
  }),
  endpoint_gone: (detail) => ({
    what: `${serverAtStart(detail)} has nothing at the token endpoint of your registration. Nothing was stored.`,
    next: 'Compare the endpoints under Registrations with the institution’s own pages: they may have changed since a preset was last checked.',
    short: 'Token endpoint gone',
  }),
  login_unknown: () => ({
    what: 'The institution didn’t say whose login this link belongs to, so Mooring can’t make its connection again. Its token is kept.',
    next: 'End it at the institution here, then link the institution anew.',
  }),
  login_unreadable: (detail) => ({
    what: `${serverAtStart(detail)} didn’t say who signed in, at the place that the registration names. The new access was given back.`,
    next: 'Check the login address and the path in its answer under Registrations. Without them, you name the login yourself.',
  }),
  id_token_invalid: (detail) => ({
    what: `${serverAtStart(detail)} sent an ID token that failed verification, so Mooring didn’t trust it.`,
    next: timeClaims.has(detail.cause ?? '')
      ? 'Check this computer’s clock, then try again. If it keeps happening, contact the institution’s support.'
      : 'Try again. If it keeps happening, contact the institution’s support.',
    short: 'Identity not verified',
  }),
  issuer_mismatch: (detail) => ({
    what: `The response came from a different server than ${detail.host ?? 'expected'}, so Mooring refused it.`,
    next: 'Check that the issuer of the registration is exactly right, including any trailing slash. If it is, someone may be trying to steal the access: don’t try again, and contact the institution’s support.',
    short: 'Response from another server',
  }),
  discovery_failed: (detail) => ({
    what: `${serverAtStart(detail)} publishes no OpenID or OAuth metadata, so Mooring doesn’t know how to sign in there.`,
    next: 'Check the issuer of the registration, or type in the endpoints.',
  }),
  endpoint_insecure: (detail) => ({
    what: `${serverAtStart(detail)} lists an address that isn’t safe to send secrets to, so nothing was sent.`,
    next: 'Use an issuer whose addresses all begin with https.',
  }),
  endpoint_ambiguous: (detail) => ({
    what: `${serverAtStart(detail)} lists a sign-in address that already contains “${detail.cause ?? 'a parameter'}”, which Mooring sets itself. Mooring didn’t open it.`,
    next: 'Contact the institution’s support.',
  }),
  endpoint_foreign: (detail) => ({
    what: `${serverAtStart(detail)} lists an address at ${detail.cause ?? 'another server'}, which another registration uses, so nothing was sent.`,
    next: 'Check the issuer of the registration. If it’s right, someone may be trying to steal the other registration’s access: contact the institution’s support.',
  }),
  keys_missing: (detail) => ({
    what: `${serverAtStart(detail)} doesn’t say where its signing keys are, so Mooring can’t verify its signatures.`,
    next: 'Contact the institution’s support: its metadata has no jwks_uri.',
  }),
  grant_ended: () => ({
    what: 'Access was revoked at the institution, or it expired there.',
    next: 'Relink to restore access. The connection keeps its name and history.',
    short: 'Ended at the institution',
  }),
  no_refresh_token: () => ({
    what: 'The institution gave no refresh token, so access ended with its access token, or when Mooring quit.',
    next: 'Relink to read or use it again. Ask the institution whether a scope, such as offline_access, adds a refresh token.',
    short: 'Ended without refresh token',
  }),
  refresh_token_expired: () => ({
    what: 'The institution’s refresh token has reached the end of its life, so access can’t be renewed.',
    next: 'Relink to get a new one. The connection keeps its name and history.',
    short: 'Refresh token expired',
  }),
  refresh_refused: (detail) => ({
    what: `${serverAtStart(detail)} refused to renew this access without saying why. It may have been revoked there.`,
    next: 'Relink to restore access. If that’s refused too, check the client secret under Registrations.',
    short: 'Renewal refused',
  }),
  answer_lost: (detail) => ({
    what: `The response to an earlier refresh was lost, and ${server(detail)} accepts each token only once.`,
    next: 'Relink to restore access. You can revoke any remaining access in the institution’s own settings.',
    short: 'Refresh response lost',
  }),
  bearer_rejected: (detail) => ({
    what: `${serverAtStart(detail)} rejected the access token that it issued.`,
    next: 'Refresh to get a new one. If it keeps happening, relink.',
  }),
  numbers_off: () => ({
    what: 'This registration doesn’t read full account and routing numbers.',
    next: 'Switch it on under Registrations, if you need them.',
  }),
  not_subscribed: () => ({
    what: 'Your registration isn’t subscribed to this institution or this data.',
    next: 'Add the subscription in the institution’s hub, then refresh.',
    short: 'Not subscribed',
  }),
  data_unavailable: (detail) => ({
    what: `${serverAtStart(detail)} has nothing of this kind here, or doesn’t offer it yet.`,
    next: 'Try again later, or look it up at the institution. Not every institution has it for every account and year.',
    short: 'Not available',
  }),
  document_refused: (detail) => ({
    what:
      detail.cause === 'too large'
        ? `${serverAtStart(detail)} sent a file of more than 20 MB, so it wasn’t saved.`
        : `${serverAtStart(detail)} sent something that isn’t a PDF file, so it wasn’t saved.`,
    next: 'Download the document at the institution, signed in there.',
  }),
  revocation_unsupported: () => ({
    what: 'This institution doesn’t let apps revoke access. Mooring no longer uses this access.',
    next: 'Revoke it in the institution’s own settings (connected apps), then remove the row.',
  }),
  revocation_refused: (detail) => ({
    what: `${serverAtStart(detail)} refused to revoke this access. Mooring no longer uses it.`,
    next: 'Check the connected apps in the institution’s own settings, then remove the row.',
  }),
  revocation_token_lost: (detail) => ({
    what: `The response to an earlier refresh was lost, so Mooring has no token that ${server(detail)} would revoke. Mooring no longer uses this access.`,
    next: 'Revoke it in the institution’s own settings (connected apps), then remove the row.',
    short: 'Refresh response lost',
  }),
  revocation_unconfirmed: (detail) => ({
    what: `${serverAtStart(detail)} didn’t confirm the revocation within a week. Mooring no longer uses this access.`,
    next: 'Revoke it in the institution’s own settings (connected apps), or try again here.',
    short: 'Revocation not confirmed',
  }),

  not_active: () => ({
    what: 'The connection’s current status doesn’t allow that.',
    next: 'Check its status. It may have just changed.',
  }),
  consent_expired: () => ({
    what: 'Your consent has expired, so Mooring no longer refreshes this connection.',
    next: 'Relink to renew it, or revoke to end the access at the institution too.',
    short: 'Consent expired',
  }),
  other_sign_in: ({ login, expectedLogin }) => ({
    what:
      login && expectedLogin
        ? `You signed in as ${login}, but this connection belongs to ${expectedLogin}. Nothing was changed.`
        : 'You signed in with a different login than this connection’s. Nothing was changed.',
    next: 'Relink with the same login as before, or use Link institution to add the other one.',
  }),
} satisfies Messages

function portText(port: number | undefined): string {
  return port === undefined ? 'the port' : `port ${port}`
}
