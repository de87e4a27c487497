import type { ScriptLevel } from '../../shared/local-protocol.ts'
import type { ScriptConsent } from '../../shared/models/script.ts'
import { countText, numberText } from './format.ts'

/** The Scripts & tools view, its part of Settings, and what the pane shows of it. */
export const scriptsText = {
  scripts: {
    title: 'Scripts & tools',
    caption: 'Programs that use connections',
    search: 'Search scripts and tools',
    found: (count: number) => `${countText(count, 'program', 'programs')} shown.`,
    nothingFound: 'No program matches. Change the search.',
    showAll: 'Show all programs',
    loading: 'Loading programs…',
    columns: {
      name: 'Name',
      uses: 'May use',
      level: 'Level',
      until: 'Until',
      lastUsed: 'Last used',
      actions: 'Actions',
    },
    levels: { list: 'list', data: 'data', token: 'token' } satisfies Record<ScriptLevel, string>,
    levelHints: {
      list: 'Sees names, status, the end of the consent, and names and last digits of accounts. No amounts, no token.',
      data: 'Also reads accounts, balances, transactions and holdings through Mooring, and may start a refresh or a dataset. The access token stays here.',
      token: 'Also gets the access token, which works without Mooring until it expires.',
    } satisfies Record<ScriptLevel, string>,
    claims: (folder: string) => (folder === '' ? 'Names no folder' : `Says it runs in ${folder}`),
    isNameTaken: 'Another program has the same name',
    nothing: 'Nothing',
    connections: (count: number) => `${numberText(count)} connections`,
    never: 'Never',
    lastUse: (when: string, uses: number) => `${when} · ${countText(uses, 'use', 'uses')}`,
    ended: 'Ended',
    tokenWorks: (when: string) => `Its token works until ${when}`,
    tokenWorksHint:
      'The program was given an access token before. It works until it expires, or until you revoke the connection.',
    end: 'End',
    endOf: (name: string) => `End: ${name}`,
    endAll: 'End all…',
    waiting: 'Waiting for you',
    waitingFor: 'asks to use',
    asked: (level: string, when: string) => `${level} · asked ${when}`,
    show: 'Show',
    showOf: (name: string) => `Show the question of ${name}`,
    detail: (name: string) => `${name}, access`,
    until: (when: string) => `until ${when}`,
    given: (when: string) => `allowed ${when}`,
    endConsentOf: (connection: string, level: string) => `End: ${connection}, ${level}`,
    openConnection: (name: string) => `Open connection ${name}`,
    noConsent: 'It may use nothing now. It can ask, and you decide.',
    tokenOpen: (when: string) => `was given a token, which works until ${when}`,
    endedBy: {
      date: 'ended at its date',
      user: 'ended by you',
      script: 'ended by the program',
      revoke: 'ended with the connection’s access',
      remove: 'ended with the connection',
      renewal: 'replaced by a later one',
    } satisfies Record<NonNullable<ScriptConsent['endedBy']>, string>,
    history: 'History',
    noHistory: 'Nothing has used a connection yet.',
    wholeHistory: 'Open activity',
    ending: {
      title: 'End all scripts and tools?',
      what: (programs: number, connections: number) =>
        `${countText(programs, 'program loses', 'programs lose')} access to ${countText(connections, 'connection', 'connections')} at once. Each has to ask again before it can use one.`,
      tokens: (when: string) =>
        `Access tokens that were handed out work until they expire, the last one until ${when}.`,
      stays: 'Your connections, their data and your datasets stay as they are.',
      keep: 'Keep them',
      end: 'End all',
    },
    off: 'Scripts and tools are switched off: no program can use a connection.',
    turnOn: 'Switch on',
    notReached: 'No program can reach Mooring.',
    emptyTitle: 'Your connections in scripts and AI tools',
    empty:
      'A script, a notebook or an AI tool on this computer can read what your institutions share: limited to the connections you choose, until a date you choose, and ended with one click.',
    emptyAsks:
      'Each program asks first. You see who claims to ask and what it would get, and every use is in the activity.',
    emptyNext: 'Run one of these in a terminal. Mooring then asks you.',
    snippets: {
      title: 'Use from a script',
      kinds: { shell: 'Shell', cron: 'Every weekday at 7', python: 'Python', r: 'R', mcp: 'AI tools (MCP)' },
      copy: (kind: string) => `Copy: ${kind}`,
    },
    settings: {
      title: 'Scripts and tools',
      isOn: 'Let programs on this computer ask to use connections',
      isOnHint:
        'The command mooring, the Python package and AI tools then reach this app, and only this user’s programs. Each one asks first. Off ends that at once, and what you allowed is there again when you switch it on.',
      limit:
        'This protects against mistakes, other users and web pages. A harmful program that runs as you can read what you can read.',
      command: 'The command mooring',
      commandStates: {
        linked: (link: string) => `Terminals find it: ${link}.`,
        notOnPath: (link: string, folder: string) =>
          `It is linked at ${link}, but terminals don’t look in ${folder}. Add that folder to PATH in your shell’s profile.`,
        unlinked: (link: string) => `Not yet in PATH. Mooring would put a link at ${link}.`,
        other: (link: string) =>
          `There is already a file at ${link} that isn’t Mooring’s, so it stays as it is. Remove it, or use the path below.`,
        missing: () => 'This Mooring comes without the command. A build of the sources makes it.',
        byHand: (folder: string) =>
          `Add the folder ${folder} to your user’s PATH: Start, “Edit environment variables for your account”, Path, New.`,
      },
      file: 'Its file',
      add: 'Add mooring to PATH',
      remove: 'Remove mooring from PATH',
      noNode:
        'The command needs Node 20 or newer, which Mooring did not find on this computer. Install it from nodejs.org.',
      oldNode: (version: string) =>
        `The command needs Node 20 or newer; this computer has ${version}. Install a newer one from nodejs.org.`,
    },
    pane: {
      title: 'Used by',
      uses: (level: string, when: string) => `${level}, until ${when}`,
      show: (name: string) => `Open ${name} in Scripts & tools`,
    },
    palette: {
      endAll: 'End all scripts and tools…',
      client: (name: string) => `Script or tool: ${name}`,
      kind: 'Script or tool',
      waiting: (name: string) => `Show what ${name} asks`,
      turnOn: 'Switch scripts and tools on',
      copy: (kind: string) => `Copy an example: ${kind}`,
    },
  },
} as const
