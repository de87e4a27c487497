import { countText } from './format.ts'

const endpointWrong = 'Enter an https address without a query: the metadata address, or both endpoints.'

/** The form of a registration at an OAuth 2 server without OpenID, and the presets. */
export const oauthFormText = {
  oauthForm: {
    issuer: 'Metadata address (issuer)',
    issuerHint:
      'Where the server publishes its metadata (RFC 8414). Leave it empty and enter the endpoints if it publishes none.',
    authorizationEndpoint: 'Authorization endpoint',
    authorizationEndpointHint: 'Where you sign in, in the browser.',
    tokenEndpoint: 'Token endpoint',
    tokenEndpointHint: 'Where Mooring exchanges the code, and authenticates as your client.',
    revocationEndpoint: 'Revocation endpoint',
    revocationEndpointHint:
      'Optional. Without one, access can’t be ended from here, only at the institution.',
    endpointWrong,
    scopesHint: 'Separated by spaces, as the institution names them. Leave empty if it has none.',
    clientAuthentication: 'How the client secret is sent',
    methods: {
      basic: 'In a header (client_secret_basic)',
      basic_unencoded: 'In a header, without the encoding that RFC 6749 requires',
      post: 'In the request (client_secret_post)',
    },
    pkce: 'PKCE',
    noPkce: 'Not sent: this server doesn’t know it',
    hasPkce: 'Send PKCE (RFC 7636)',
    hasPkceHint:
      'Clear it only for a server that refuses unknown parameters. Mooring sends it all the same if the metadata announces it.',
    scopeSeparator: 'Between scopes',
    separators: { ' ': 'A space, as RFC 6749 has it', ',': 'A comma' },
    authorizationParameters: 'Extra authorization parameters',
    authorizationParametersHint: 'Optional: name=value, each on a line of its own.',
    authorizationParametersWrong:
      'Enter name=value. Parameters that Mooring sends itself can’t be set here, nor secrets and tokens: browsers keep this address in their history.',
    loginAddress: 'Login address',
    loginAddressHint:
      'Optional: an address that says who signed in. Mooring reads it with the new access token. Without it, you name each login yourself.',
    loginAddressWrong: 'Enter an https address without a query.',
    loginPath: 'Path of the login in its answer',
    loginPathHint: 'Such as user.login, or logins.0.id for the first of a list.',
    loginPathWrong: 'Enter names joined by dots, and the login address too.',
    resource: 'Resource',
    resourceHint: 'Only for servers that need to know which resource tokens are for (RFC 8707).',
    resourceWrong: 'Enter an address that begins with https.',
    codeSeconds: 'Life of a code',
    codeSecondsHint: 'Optional, in seconds: how quickly the address has to be pasted.',
    codeSecondsWrong: 'Enter a whole number of seconds from 1 to 3600.',
    codeLife: (seconds: number) => countText(seconds, 'second', 'seconds'),
    refreshDays: 'Life of a refresh token',
    refreshDaysHint: 'Optional, in days. Mooring warns before it ends.',
    refreshDaysWrong: 'Enter a whole number of days from 1 to 3650.',
    refreshFrom: 'Counted from',
    starts: { authorization: 'your sign-in: refreshing doesn’t prolong it', refresh: 'each refresh' },
    refreshLife: (days: number, from: 'authorization' | 'refresh') =>
      `${countText(days, 'day', 'days')} from ${from === 'authorization' ? 'each sign-in' : 'each refresh'}`,
    whoSignsIn: 'Who signed in',
    userNames: 'You name each login',
    addressNames: (path: string) => `The login address says it, at ${path}`,
  },
  presets: {
    startFrom: 'Start from',
    filledIn: (name: string, day: string) =>
      `Filled in from what is publicly known of “${name}”, last checked on ${day}. Institutions change: compare it with their own pages.`,
    registerAt: 'Register your client at',
    sources: 'Sources',
    subjects: {
      endpoints: 'Endpoints',
      authentication: 'Client authentication',
      scopes: 'Scopes',
      lives: 'Lives of code and tokens',
      redirect: 'Redirect rules',
      registration: 'Where to register',
    },
    confirm: 'I have compared these entries with the institution’s own pages',
    confirmFirst: 'Confirm the entries that the preset filled in, or correct them, before saving.',
    preset: 'Preset',
    from: (name: string, day: string) => `${name}, last checked on ${day}`,
    differs: 'Differs from the preset',
    differences: (fields: readonly string[]) =>
      `${fields.join(', ')}. If linking fails, compare with the institution’s own pages.`,
  },
} as const
