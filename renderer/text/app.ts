import type { AppStatus } from '../../shared/models/app.ts'
import { countText, numberText } from './format.ts'

/** The navigation, the banners, and the Activity and Settings views. */
export const appText = {
  appName: 'Mooring',
  /** The modifier key of shortcuts. */
  commandKey: (platform: AppStatus['platform']) => (platform === 'darwin' ? '⌘' : 'Ctrl'),
  checkEntry: 'Check this entry.',
  copy: { copy: 'Copy', of: (what: string) => `Copy ${what}`, copied: 'Copied' },
  hours: { from: 'From', to: 'To', wrong: 'Choose two different times.' },
  views: {
    label: 'Views',
    connections: 'Connections',
    'needs-attention': 'Needs attention',
    accounts: 'Accounts',
    data: 'Data',
    scripts: 'Scripts & tools',
    activity: 'Activity',
    registrations: 'Registrations',
    health: 'Health',
    settings: 'Settings',
  },
  navigation: {
    nextRefresh: (when: string) => `Next refresh ${when}`,
    healthy: (healthy: number, all: number) => `${numberText(healthy)} of ${numberText(all)} healthy`,
  },
  activity: {
    title: 'Activity',
    empty:
      'Every link, refresh, export and revocation is recorded here, and stays after its connection is removed.',
    emptyNext: 'Link an institution',
    search: 'Search activity',
    filter: 'Filter by kind of entry',
    filters: {
      all: 'All',
      links: 'Links',
      refreshes: 'Refreshes',
      problems: 'Problems',
      revocations: 'Revocations',
      exports: 'Exports',
      scripts: 'Scripts',
    },
    nothingFound: 'No entries match. Change the search or the filter.',
    showAll: 'Show all entries',
    found: (count: number, hasOlder: boolean) =>
      `${hasOlder ? 'The newest ' : ''}${countText(count, 'entry', 'entries')} shown.`,
    openConnection: (name: string) => `Open connection ${name}`,
    removed: 'removed',
    export: (format: string) => `Export the entries shown, and older ones that match, as ${format}`,
    attempt: (number: number) => `attempt ${number}`,
    details: 'Details',
    copyDetails: 'Copy details',
    requestId: 'Request ID',
    copyRequestId: (id: string) => `Copy request ID ${id}`,
  },
  settings: {
    title: 'Settings',
    notifications: 'Notifications',
    notify: 'Show notifications',
    notifyHint:
      'At most one a day of each kind. Clicking it shows what it is about. The window shows the same, whatever you choose here.',
    notifyKinds: {
      notifyConsent: 'A consent expires soon',
      notifyBroken:
        'Something needs attention: access has ended, a registration is refused, the keychain is locked, or a dataset can’t be updated',
      notifyRetry: 'An automatic refresh failed and is tried again',
    },
    quietHours: 'Quiet hours',
    quietHoursHint:
      'What would be shown in these hours comes after them, in one notification of each kind, if it still needs attention. By this computer’s clock.',
    appearance: 'Appearance',
    theme: 'Theme',
    themes: { system: 'Same as the system', light: 'Light', dark: 'Dark' },
    files: 'Exported files',
    exportFolder: (folder: string) => `Save dialogs begin in ${folder}.`,
    documents: 'your documents',
    chooseFolder: 'Choose a folder…',
    defaultFolder: 'Use documents',
    csvWithoutMark: 'Write CSV files without a byte order mark',
    csvHint:
      'Excel needs the mark to read accents; pandas, R and DuckDB ignore it. Leave it out for programs that read it as part of the first column’s name.',
    browser: 'Browser',
    browserHint:
      'Institutions’ sign-in pages open in this browser. Any program that accepts a URL works, such as a script that starts a browser with the profile you want.',
    systemBrowser: 'The system’s default browser',
    chooseBrowser: 'Choose a program…',
    systemDefault: 'Use the default',
    shortcuts: 'Keyboard shortcuts',
    searchKeys: (command: string) => `${command} F`,
    selectAllKeys: (command: string) => `${command} A`,
    shortcutList: (command: string): [keys: string, does: string][] => [
      [`${command} F`, 'Search in Connections, Accounts, Data, Scripts & tools and Activity'],
      [`${command} K`, 'Find any action or connection'],
      [`${command} A`, 'Select all connections shown'],
      ['Shift click, Shift Space', 'Select all from the last selected connection to this one'],
      ['Escape', 'Clear the search, or close the details or a dialog'],
      ['↑ ↓', 'Move between connections'],
      ['Page Up, Page Down, Home, End', 'Move through the list in bigger steps'],
      ['Enter', 'Open a connection’s details'],
      ['Shift F10, menu key', 'Open a connection’s menu'],
      ['Space', 'Select a connection'],
      ['Tab', 'Move to the connection’s buttons, then out of the list'],
      [`${command} 1 to ${command} 9`, 'Switch views'],
    ],
    about: 'About',
    version: (version: string) => `Mooring ${version}`,
    license: 'Apache License 2.0',
  },
  keychain: {
    memory: 'Secrets are kept in memory until you quit. You’ll have to relink your institutions after that.',
    asking: 'Your keychain is asking you something; look for its window.',
    unsaved: (count: number) =>
      count === 1
        ? '1 new token is only in memory: unlock the keychain before you quit.'
        : `${count} new tokens are only in memory: unlock the keychain before you quit.`,
    unsavedNext: 'Mooring keeps trying to store it. Access is lost if you quit before that.',
    again: 'Try again',
    inMemory: 'Keep secrets in memory until I quit',
  },
  unclaimed: {
    what: (institutionName: string, date: string) =>
      `${institutionName || 'An institution'} was linked on ${date}, after the backup that was restored.`,
    next: 'Its access is still open. Take it back into the list, or end it at the institution.',
    takeBack: 'Take it back',
    end: 'End access',
  },
  clock: {
    wrong: (by: string, isBehind: boolean, host: string) =>
      `This computer’s clock is ${by} ${isBehind ? 'behind' : 'ahead of'} ${host}.`,
    fix: 'Set this computer’s date and time automatically. Until then, the times shown here are off by as much.',
  },
  readOnly: {
    diskFull: 'The disk is full.',
    unwritable: 'Mooring can’t write to its data folder.',
    effect:
      'You can see your connections and activity as they were saved. Until this is fixed, Mooring can’t refresh, link, relink, revoke or change anything.',
    freeSpace: 'Free up some space, then try again.',
    checkFolder: 'Check that the folder belongs to you and isn’t read-only, then try again.',
  },
  startupError: {
    title: 'Mooring couldn’t open its data',
    restore: 'Restore backup',
    again: 'Try again',
    startFresh: 'Start fresh',
    kept: 'Nothing is deleted, whichever you choose: a damaged file is set aside in the data folder, and the keychain keeps every secret. After starting fresh, Activity lists each institution where access is still open.',
    backup: (when: string, connections: number) =>
      `There’s a backup from ${when} with ${countText(connections, 'connection', 'connections')}. It doesn’t include later changes: relink anything you linked after that. Mooring revokes the access it was given.`,
  },
} as const
