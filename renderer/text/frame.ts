import { countText } from './format.ts'

/** What stands around the rooms, and the small rooms. */
export const frameText = {
  appName: 'Mooring',
  views: {
    label: 'Rooms',
    connections: 'Connections',
    'needs-you': 'Needs you',
    activity: 'Activity',
    registrations: 'Registrations',
    health: 'Health',
    settings: 'Settings',
  },
  activity: {
    title: 'Activity',
    empty: 'Nothing has happened yet. Every link, refresh and revocation is written down here.',
    attempt: (number: number) => `try ${number}`,
  },
  settings: {
    title: 'Settings',
    notifications: 'Notifications',
    quiet: 'Quiet: no system notifications',
    quietHint: 'Mooring notifies you when a consent is about to end. The window shows it in any case.',
    files: 'Files',
    csvWithoutMark: 'CSV files without a byte order mark',
    csvHint:
      'Excel needs the mark to read accents; pandas, R and DuckDB skip it. Leave it out for programs that take it for a part of the first column’s name.',
    browser: 'Browser',
    browserHint:
      'Institutions are opened in it. Any program will do that takes an address, such as a script that starts a browser with the profile you want.',
    systemBrowser: 'The system’s own browser.',
    chooseBrowser: 'Choose a program…',
    systemBrowserAgain: 'Use the system’s',
    shortcuts: 'Keyboard',
    searchKeys: (command: string) => `${command} F`,
    shortcutList: (command: string): [keys: string, does: string][] => [
      [`${command} F`, 'Search connections'],
      ['Escape', 'Clear the search, close the details or a dialog'],
      ['↑ ↓', 'From connection to connection'],
      ['Page Up, Page Down, Home, End', 'Through the list in bigger steps'],
      ['Enter', 'Open the details of a connection'],
      ['Shift F10, menu key', 'Everything that can be done with a connection'],
      ['Space', 'Select a connection, to do something with several'],
      ['Tab', 'To the actions of the connection, and out of the list'],
      [`${command} 1 to ${command} 6`, 'From room to room'],
    ],
    about: 'About',
    version: (version: string) => `Mooring ${version}`,
    license: 'Apache License 2.0',
  },
  keychain: {
    memory:
      'Secrets are kept in memory and are gone when you quit: linked institutions then have to be linked again.',
    again: 'Try again',
    inMemory: 'Keep secrets in memory until I quit',
  },
  clock: {
    wrong: (by: string, isBehind: boolean, host: string) =>
      `This computer’s clock is ${by} ${isBehind ? 'behind' : 'ahead of'} ${host}.`,
    fix: 'Set the date and time of this computer by the network. Until then the times shown here are off by as much.',
  },
  stopped: {
    title: 'Mooring could not open its data',
    restore: 'Put back the copy',
    again: 'Try again',
    anew: 'Begin anew',
    kept: 'Whichever you choose, nothing is deleted: a damaged file is set aside in the data folder, and the keychain keeps every secret. After beginning anew, the activity names each institution whose access is still open.',
    backup: (when: string, connections: number) =>
      `There is a good copy of ${when} with ${countText(connections, 'connection', 'connections')}. What happened since then is not in it: an institution that was linked later is to be linked again, and Mooring ends the access it gave.`,
  },
  copy: { copy: 'Copy', of: (what: string) => `Copy ${what}`, copied: 'Copied' },
  checkEntry: 'Check this entry.',
} as const
