import { countText, numberText } from './format.ts'

/** The first run and linking. */
export const linkText = {
  mikomo: 'Mikomo',
  firstRun: {
    title: 'Link your first institution',
    lead: 'You sign in at the institution, in your own browser. Mooring never sees your password, stores its token in your keychain, and lets you revoke access with one click.',
    try: 'Try it with Mikomo',
    tryLead: 'A built-in sandbox bank on this computer. No account, no network, nothing to register.',
    username: 'Username',
    password: 'Password',
    tryNow: 'Link Mikomo',
    own: 'Use your own registration',
    ownLead:
      'At Akoya, at an OpenID server, or at a bank or broker with OAuth 2: add its client ID and secret. You’ll get the redirect URI to register.',
    add: 'Add registration',
    moved: 'Moved from another computer? Export its setup there, and import the file in Settings here.',
  },
  choose: {
    title: 'Link institution',
    builtIn: 'Built-in sandbox',
    addRegistration: 'Add registration',
    cancel: 'Cancel',
    back: 'Back',
    continue: 'Continue in the browser',
    typeToSearch: 'Type part of a name, then press Enter.',
    found: (count: number, first: string | null) =>
      first === null ? 'No institution matches.' : `${numberText(count)} found. Enter chooses ${first}.`,
    logins: (count: number) => `${countText(count, 'login', 'logins')} linked`,
    more: (count: number) => `${numberText(count)} more. Search to find them.`,
  },
  link: {
    title: (name: string) => `Link ${name}`,
    relinkTitle: (name: string) => `Relink ${name}`,
    opening: 'Opening your browser…',
    waiting: {
      redirect: 'Waiting for your browser',
      paste: 'Waiting for the address',
      device: 'Waiting for your approval',
    },
    finishing: 'Reading shared accounts…',
    left: (time: string) => ` · ${time} left`,
    reopen: 'Open the browser again',
    copy: 'Copy link',
    cancel: 'Cancel',
    close: 'Close',
    pasteInstead: 'Paste the address instead',
    codeInstead: 'Use a code instead',
    again: 'Try again',
    asOwn: (login: string) => `Link ${login} as its own connection`,
    returnsTo: 'Returns to',
  },
  device: {
    compare: (name: string) => `Continue only if ${name}’s page shows this code.`,
    elsewhere: 'On another device, open this page and enter the code:',
    code: (code: string) => `Code ${[...code].join(' ')}`,
  },
  errorPage: {
    summary: 'Browser shows an error page?',
    redirect: 'Unregistered redirect_uri',
    redirectAtServer: 'Register exactly this redirect URI at the server:',
    redirectAtHub: 'Register exactly this redirect URI in the institution’s hub:',
    connector: 'Invalid ConnectorID',
    connectorFix: (name: string) =>
      `The institution doesn’t know the connector ID of ${name}. Check it under Registrations.`,
    client: 'Invalid client_id',
    clientFix: (id: string) =>
      `The institution doesn’t know the client ID ${id}. Check it under Registrations.`,
    end: 'An error page never returns to Mooring. Cancel here once you’ve read it.',
  },
  paste: {
    summary: 'Browser didn’t return to Mooring?',
    form: 'Paste the address',
    field: 'Address in the browser',
    hint: 'After approving, copy the whole address from the browser’s address bar.',
    continue: 'Continue',
    errorPage:
      'After you approve, the browser shows an error page: nothing answers at the redirect URI on this computer. That’s expected. Copy the address of that page from the address bar and paste it here.',
    otherPage: 'After you approve, copy the address of the page that the browser ends at, and paste it here.',
    quickly: (seconds: number) =>
      `Paste it at once: the code in it works for ${countText(seconds, 'second', 'seconds')}.`,
  },
  loginName: {
    field: 'Name of this login',
    hint: 'This institution doesn’t tell Mooring who signs in. Two names are two connections; a name that is linked already gets new access.',
    wrong: 'Enter a name for the login.',
  },
} as const
