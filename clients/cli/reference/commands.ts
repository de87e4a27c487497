import type { ScriptLevel } from '../../../shared/local-protocol.ts'

/** A flag, as parser, help, completion and manual page know it. */
export interface Flag {
  /** With its hyphens. */
  name: string
  /** One letter with its hyphen. */
  short?: string
  /** What its value is called; absent for a flag without one. */
  value?: string
  /** The value may be left out, and is given as `--flag=value` only. */
  isValueOptional?: true
  /** May be given several times. */
  isRepeated?: true
  completes?: 'file' | 'folder'
  /** One sentence without its full stop. */
  text: string
}

export interface Command {
  name: string
  /** What comes after the name. */
  operands: string
  /** How many operands. */
  least: number
  most: number
  /** The words that may be an operand; absent for any. */
  words?: readonly string[]
  flags: readonly Flag[]
  /** What the user has to allow first; null for nothing. */
  needs: ScriptLevel | null
  /** Another program and its arguments follow after `--`. */
  takesProgram?: true
  /** One sentence without its full stop. */
  text: string
  /** More sentences. */
  details: readonly string[]
}

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

const all: Flag = { name: '--all', text: 'Every connection that this program may use' }
const many = Number.POSITIVE_INFINITY
const days = 'A day is 2026-01-31, or as many days, weeks or years ago as 30d, 4w or 1y say.'

export const commands: readonly Command[] = [
  {
    name: 'status',
    operands: '',
    least: 0,
    most: 0,
    flags: [],
    needs: null,
    text: 'Say whether Mooring runs, whether the keychain is unlocked and how many questions wait for an answer',
    details: ['Exit code 3 says that Mooring is not running.'],
  },
  {
    name: 'list',
    operands: '',
    least: 0,
    most: 0,
    flags: [
      { name: '--needs-attention', text: 'Only connections that need their person' },
      { name: '--institution', value: 'NAME', text: 'Only connections to this institution' },
      { name: '--label', value: 'LABEL', text: 'Only connections with this label' },
    ],
    needs: 'list',
    text: 'List the connections that this program may see',
    details: [],
  },
  {
    name: 'show',
    operands: 'CONNECTION',
    least: 1,
    most: 1,
    flags: [],
    needs: 'list',
    text: 'Show permissions, accounts, end of consent and receipts of a connection',
    details: [],
  },
  {
    name: 'accounts',
    operands: '[CONNECTION...]',
    least: 0,
    most: many,
    flags: [all],
    needs: 'data',
    text: 'Read accounts and balances',
    details: ['Without a connection it reads all that this program may use, as --all does.'],
  },
  {
    name: 'transactions',
    operands: 'CONNECTION...',
    least: 1,
    most: many,
    flags: [
      {
        name: '--account',
        value: 'ACCOUNT',
        text: 'Only the account with this id, name or end of its number',
      },
      { name: '--since', value: 'DAY', text: 'Transactions of this day and later' },
      { name: '--until', value: 'DAY', text: 'Transactions of this day and earlier' },
    ],
    needs: 'data',
    text: 'Read transactions',
    details: [days],
  },
  {
    name: 'holdings',
    operands: 'CONNECTION...',
    least: 1,
    most: many,
    flags: [],
    needs: 'data',
    text: 'Read the holdings of investment accounts',
    details: [],
  },
  {
    name: 'pull',
    operands: '[DATASET]',
    least: 0,
    most: 1,
    flags: [{ name: '--all', text: 'Every dataset of connections that this program may use' }],
    needs: 'data',
    text: 'Run a dataset of the app',
    details: [
      'With --wait, and on a terminal, it waits until the run has ended; the time of --wait counts for the question alone.',
    ],
  },
  {
    name: 'fetch',
    operands: 'CONNECTION PATH|URL',
    least: 2,
    most: 2,
    flags: [
      {
        name: '--header',
        short: '-H',
        value: 'NAME:VALUE',
        isRepeated: true,
        text: 'A header of the request',
      },
      { name: '--output', short: '-o', value: 'FILE', completes: 'file', text: 'Write into this file' },
    ],
    needs: 'token',
    text: 'Send a GET request to the institution through the app, which keeps the token to itself',
    details: ['Only https, only hosts of that connection, and no redirects.'],
  },
  {
    name: 'token',
    operands: 'CONNECTION',
    least: 1,
    most: 1,
    flags: [
      { name: '--header', text: 'Write a header line, for curl -H @-' },
      { name: '--min-ttl', value: 'TIME', text: 'A token that is valid for at least so long, such as 5m' },
      { name: '--show', text: 'Write the token on a terminal too' },
    ],
    needs: 'token',
    text: 'Write the access token',
    details: [
      'The token is valid until it expires, also after End in the window.',
      'With --json the names are accessToken, expiresOn and tokenType.',
    ],
  },
  {
    name: 'exec',
    operands: 'CONNECTION -- PROGRAM [ARGUMENT...]',
    least: 1,
    most: 1,
    flags: [
      { name: '--env', value: 'NAME', text: 'The variable that holds the token, in place of MOORING_TOKEN' },
      { name: '--min-ttl', value: 'TIME', text: 'A token that is valid for at least so long, such as 5m' },
    ],
    needs: 'token',
    takesProgram: true,
    text: 'Run a program with the access token in its environment',
    details: [
      'Signals are passed on, and its exit code is this command’s. Programs that it starts inherit the token.',
      'The exit code is 127 for a program that is not there, and 126 for one that can’t be run.',
    ],
  },
  {
    name: 'refresh',
    operands: '[CONNECTION...]',
    least: 0,
    most: many,
    flags: [all],
    needs: 'data',
    text: 'Refresh connections now',
    details: ['Without a connection, --all is needed.'],
  },
  {
    name: 'open',
    operands: '[CONNECTION]',
    least: 0,
    most: 1,
    flags: [],
    needs: null,
    text: 'Show the window, and a connection in it',
    details: [],
  },
  {
    name: 'revoke',
    operands: 'CONNECTION...',
    least: 1,
    most: many,
    flags: [],
    needs: null,
    text: 'Show the window’s own question whether to revoke',
    details: ['The command itself never revokes: a person answers in the window.'],
  },
  {
    name: 'clients',
    operands: 'list | remove NAME',
    least: 1,
    most: 2,
    words: ['list', 'remove'],
    flags: [],
    needs: null,
    text: 'Show what the user allowed this program, or end it',
    details: ['A program sees and ends itself alone. All of them are in the window, under Scripts & tools.'],
  },
  {
    name: 'mcp',
    operands: '',
    least: 0,
    most: 0,
    flags: [],
    needs: null,
    text: 'Serve AI tools on stdin and stdout, by the Model Context Protocol',
    details: ['The tools read. None returns a token, and none links, refreshes or revokes.'],
  },
  {
    name: 'completion',
    operands: shells.join('|'),
    least: 1,
    most: 1,
    words: shells,
    flags: [],
    needs: null,
    text: 'Write a script that completes this command in a shell',
    details: [],
  },
  {
    name: 'help',
    operands: '[COMMAND]',
    least: 0,
    most: 1,
    flags: [],
    needs: null,
    text: 'Explain this command, or one of its commands',
    details: [],
  },
]

export const commonFlags: readonly Flag[] = [
  {
    name: '--as',
    value: 'NAME',
    text: 'The name that the app shows for this program; else the folder’s name',
  },
  {
    name: '--wait',
    value: 'TIME',
    isValueOptional: true,
    text: 'Wait for the user’s answer in the app, 60s if no time is given; without it only a terminal waits',
  },
  { name: '--no-wait', text: 'Never wait for an answer' },
  { name: '--start', text: 'Start the app without its window, if it is not running' },
  { name: '--no-start', text: 'Never start the app, as without --start' },
  { name: '--data', value: 'FOLDER', completes: 'folder', text: 'The app’s data folder' },
  { name: '--json', text: 'Write one JSON document, as without a terminal' },
  { name: '--jsonl', text: 'Write one JSON object a line' },
  { name: '--csv', text: 'Write CSV (RFC 4180), with the rules of the window’s own CSV files' },
  { name: '--table', text: 'Write a table, as on a terminal' },
  { name: '--quiet', short: '-q', text: 'Write nothing on stderr but errors' },
  { name: '--help', short: '-h', text: 'Explain the command' },
  { name: '--version', text: 'Write the version' },
]

export function findCommand(name: string): Command | undefined {
  return commands.find((command) => command.name === name)
}
