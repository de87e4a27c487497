/** What help and manual page say besides the commands. */

export const purpose = 'use connections of Mooring in scripts and tools, as far as their user allows'

export const connectionText =
  'A CONNECTION is an id or the beginning of one, a label, an institution, or institution/login. After -- a word that begins with a hyphen is a connection too.'

export const exits: readonly [code: number, text: string][] = [
  [0, 'Done'],
  [1, 'Failed'],
  [2, 'Wrong use'],
  [3, 'Mooring is not running, or can’t be reached from here'],
  [4, 'The user has to allow it, refused, or did not answer'],
  [5, 'The connection needs its person, in the window'],
  [6, 'Something is missing; the rest was written'],
  [7, 'Try again later; retryAtMs says when, if it is known'],
  [130, 'Interrupted'],
]

export const variables: readonly [name: string, text: string][] = [
  [
    'MOORING_CLIENT_KEY',
    'The key of this program: 32 bytes as base64url. Without it the key is in .mooring/key of the working directory, where it is made at the first use',
  ],
  ['MOORING_DATA', 'The app’s data folder, as for the app; --data comes before it'],
  ['MOORING_APP', 'The program that --start starts, where it is not found'],
  ['NO_COLOR', 'Any value: no colours'],
]

export const folders: readonly [system: string, folder: string][] = [
  ['Linux', '~/.config/Mooring/data, or below XDG_CONFIG_HOME'],
  ['macOS', '~/Library/Application Support/Mooring/data'],
  ['Windows', '%APPDATA%\\Mooring\\data'],
]

export const checkoutText =
  'An app that npm start runs in a checkout has its data in Mooring Development instead of Mooring, and so has the command that npm exec runs there. Give --data to reach the other one.'

export const consentText =
  'Scripts are off until they are switched on in the app’s settings. The user allows each program, for chosen connections and until a date: list (names, status, end of consent), data (accounts, balances, transactions, holdings) or token (the access token, and fetch). A program is its key: another folder has another key, and the user is asked again.'

export const limitText =
  'This keeps out other users, web pages and careless programs. It does not stop a program that runs as you and means harm: on Linux and Windows such a program can ask the keychain itself.'
