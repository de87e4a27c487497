import { countText } from './format.ts'

/** The Health view. */
export const healthText = {
  health: {
    title: 'Health',
    lead: 'Mooring checks everything linking and refreshing depend on. Nothing leaves this computer.',
    again: 'Check again',
    checking: 'Checking…',
    at: (when: string) => `Checked ${when}.`,
    verdicts: { good: 'Good', warning: 'Warning', bad: 'Failing' },
    keychain: {
      name: 'Keychain',
      good: 'Mooring wrote, read and deleted a test entry.',
      memory: 'Secrets are kept in memory until you quit, as you chose.',
      unknown: (count: number) =>
        `It also holds ${countText(count, 'secret', 'secrets')} that no connection or registration uses.`,
      unknownFix:
        'Restore the database they belong to, or revoke the access in the settings of the institutions that Activity lists.',
    },
    loopback: {
      name: 'Browser redirect',
      good: 'Loopback works over IPv4 and IPv6.',
      ipv4Only: 'Loopback works over IPv4 but not IPv6. Linking works. A redirect to [::1] wouldn’t.',
      bad: 'Loopback to 127.0.0.1 doesn’t work, so the browser can’t return to Mooring.',
      fix: 'A firewall or security program may be blocking it. Allow Mooring to listen on this computer.',
    },
    browser: {
      name: 'Browser',
      good: (name: string) => `Links open in ${name}.`,
      none: 'The system has no default browser.',
      fix: 'Install a browser or choose a default one in the system settings. You can also copy links.',
      try: 'Open a test page',
      arrived: 'The browser opened the page and reached Mooring.',
      lost: 'The page didn’t reach Mooring within 20 seconds. Check the browser, and its proxy settings for local addresses.',
    },
    network: {
      name: 'Network',
      online: 'The system is online.',
      offline: 'The system is offline. Refreshes resume when it’s back online.',
      direct: 'No proxy.',
      proxy: (host: string) => `Using the proxy ${host}.`,
      noInstitution: 'No proxy: you haven’t added an institution outside this computer.',
      socks: (host: string) => `The network settings name the SOCKS proxy ${host}, which Mooring can’t use.`,
      socksFix: 'Ask the network’s administrator for an HTTP proxy, and set HTTPS_PROXY to its address.',
      forInstitutions: (names: string, more: number, proxy: string) =>
        `${names}${more > 0 ? ` and ${more} more` : ''}: ${proxy}`,
      plainCa: 'Certificates are checked against the system’s list and the built-in list.',
      extraCa:
        'Certificates are checked against the system’s list, the built-in list and the certificate authority in MOORING_EXTRA_CA.',
    },
    clock: {
      name: 'Clock',
      good: 'This computer’s clock agrees with the institutions’ to within a minute.',
      off: (by: string, direction: string, host: string) =>
        `This computer’s clock is ${by} ${direction} ${host}.`,
      behind: 'behind',
      ahead: 'ahead of',
      fix: 'Set this computer’s date and time automatically.',
    },
    database: {
      name: 'Database',
      good: (size: string) => `No damage found (${size}).`,
      backup: (when: string) => `Last backup: ${when}.`,
      noBackup: 'No backup yet. Mooring makes one every day.',
      bad: (errors: number) => `${countText(errors, 'error', 'errors')} found.`,
      fix: 'Restore the last good backup. Changes made after it are lost. Mooring restarts and keeps the damaged file beside it.',
      noBackupFix: 'Quit Mooring and restore a backup of your own, if you have one.',
      restore: 'Restore backup',
    },
    versions: 'Versions',
    bundle: 'Diagnostics for support',
    bundleLead:
      'This page, connection counts by status, and Mooring’s log. It contains no names, accounts, addresses or secrets.',
    export: 'Save diagnostics…',
    saved: 'Saved.',
  },
} as const
