import { countText } from './format.ts'

/** The health page. */
export const healthText = {
  health: {
    title: 'Health',
    lead: 'Mooring looks at everything that linking and refreshing stand on. Nothing leaves this computer.',
    again: 'Check again',
    checking: 'Checking…',
    at: (when: string) => `Checked ${when}.`,
    verdicts: { good: 'Good', warning: 'Look at this', bad: 'Does not work' },
    keychain: {
      name: 'Keychain',
      good: 'A test entry was written, read back and deleted.',
      memory: 'Secrets are kept in memory until you quit, as you chose.',
      unknown: (count: number) =>
        `It also keeps ${countText(count, 'secret that no', 'secrets that no')} connection or registration of this database uses.`,
      unknownFix:
        'Put back the database that they belong to, or end the access in the settings of the institutions that the activity names.',
    },
    loopback: {
      name: 'Way back from the browser',
      good: 'What is sent to this computer’s own addresses arrives, over IPv4 and IPv6.',
      ipv4Only: 'It arrives over IPv4 and not over IPv6. Links work; a redirect to [::1] would not.',
      bad: 'What is sent to 127.0.0.1 does not arrive, so a link can’t come back.',
      fix: 'A firewall or security program may stop it: allow Mooring to listen on this computer.',
    },
    browser: {
      name: 'Browser',
      good: (name: string) => `Links open in ${name}.`,
      none: 'The system names no browser for links.',
      fix: 'Install a browser or choose a default one in the system’s settings. A link can be copied, too.',
      try: 'Open a test page',
      arrived: 'The browser opened the page and reached Mooring.',
      lost: 'The page was opened and nothing came back within 20 seconds. Check the browser and its proxy settings for addresses of this computer.',
    },
    network: {
      name: 'Network',
      online: 'The system says that it is online.',
      offline: 'The system says that it is offline. Nothing is refreshed until it is back.',
      direct: 'No proxy.',
      proxy: (host: string) => `Through the proxy ${host}.`,
      noInstitution: 'No institution beyond this computer has been added, so no proxy is used.',
      socks: (host: string) => `The network settings name the SOCKS proxy ${host}, which Mooring can’t use.`,
      socksFix: 'Ask the network’s administrator for an HTTP proxy, and set HTTPS_PROXY to its address.',
      forInstitutions: (names: string, more: number, way: string) =>
        `${names}${more > 0 ? ` and ${more} more` : ''}: ${way}`,
      plainCa: 'Certificates are judged by the system’s authorities and those that come with Mooring.',
      extraCa: 'An extra certificate authority is trusted besides the system’s, as MOORING_EXTRA_CA says.',
    },
    clock: {
      name: 'Clock',
      good: 'No institution’s clock was found more than a minute away.',
      off: (by: string, direction: string, host: string) =>
        `This computer’s clock is ${by} ${direction} ${host}.`,
      behind: 'behind',
      ahead: 'ahead of',
      fix: 'Set the date and time of this computer by the network.',
    },
    database: {
      name: 'Database',
      good: (size: string) => `Every page is sound, ${size}.`,
      backup: (when: string) => `The last copy is of ${when}.`,
      noBackup: 'There is no copy yet; one is made every day.',
      bad: (faults: number) => `${countText(faults, 'fault was', 'faults were')} found.`,
      fix: 'Put back the last good copy: what happened since then is not in it. Mooring starts again with it, and the damaged file is set aside.',
      noCopyFix: 'Quit Mooring and put back a copy of your own, if you have one.',
      restore: 'Put back the copy',
    },
    versions: 'Versions',
    bundle: 'Diagnostics for support',
    bundleLead:
      'What stands on this page, how many connections stand how, and Mooring’s log: without names, accounts, addresses or secrets.',
    export: 'Save diagnostics…',
    saved: 'Saved.',
  },
} as const
