import type { FailureDetail } from '../../shared/errors.ts'
import type { Messages } from './message.ts'

const serverOf = ({ host }: FailureDetail): string =>
  host === undefined ? 'the team’s server' : `the team’s server (${host})`
const server = (detail: FailureDetail): string => capital(serverOf(detail))
const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** What lies behind every failure of a copy: the dataset's file has everything. */
const catchesUp = 'Nothing is lost: the copy catches up once that works.'

/** Failures of a copy in a team's database. */
export const teamErrors = {
  team_unreachable: (detail) => ({
    what: `${server(detail)} didn’t answer.`,
    next: `Check its name and port, and your network. Mooring tries again automatically. ${catchesUp}`,
    short: 'Team’s server didn’t answer',
  }),
  team_tls_missing: (detail) => ({
    what: `${server(detail)} offers no encryption (TLS), so nothing was sent.`,
    next: 'Ask its administrator to turn on SSL. Without it, only a server on this computer can be used: 127.0.0.1, ::1 or a socket.',
    short: 'Team’s server has no TLS',
  }),
  team_tls_required: (detail) => ({
    what: `${server(detail)} can be used with encryption (TLS) only.`,
    next: 'Choose Encrypted. Without it, only a server on this computer can be used: 127.0.0.1, ::1 or a socket.',
    short: 'TLS is needed',
  }),
  team_certificate_refused: (detail) => ({
    what: `The certificate of ${serverOf(detail)} isn’t trusted or is for another name, so nothing was sent.`,
    next: 'Check the host name. If your organization signs its own certificates, choose its CA file.',
    short: 'Team’s certificate not trusted',
  }),
  team_sign_in_refused: (detail) => ({
    what: `${server(detail)} refused the user or the password or certificate.`,
    next: 'Check them, or ask its administrator whether this user may sign in from this computer.',
    short: 'Team’s server refused the sign-in',
  }),
  team_scram_required: (detail) => ({
    what: `${server(detail)} wanted the password in clear or as MD5 without encryption, so it wasn’t sent.`,
    next: 'Choose Encrypted, or ask its administrator to use scram-sha-256 and to set your password again.',
    short: 'Password not sent without TLS',
  }),
  team_secret_missing: () => ({
    what: 'The password or certificate for the team’s server isn’t in the keychain.',
    next: 'Enter it again in the settings of the team copy.',
    short: 'No password stored',
  }),
  team_database_missing: (detail) => ({
    what: `${server(detail)} has no database with that name.`,
    next: 'Check the name of the database.',
    short: 'No such database',
  }),
  team_not_ours: (detail) => ({
    what: `That database of ${serverOf(detail)} has no tables of Mooring in this schema, so nothing was written.`,
    next: 'Check the names of the database and the schema, or give its administrator the statements that create the tables.',
    short: 'No tables of Mooring there',
  }),
  team_rights_missing: ({ error, ...detail }) => ({
    what: `The user lacks rights at ${serverOf(detail)}${error === undefined ? '' : `: ${error}`}.`,
    next: `Ask its administrator to give the user the role that writes, as the statements show. ${catchesUp}`,
    short: 'Rights are missing',
  }),
  team_read_only: (detail) => ({
    what: `${server(detail)} can only be read now: it’s a replica, or was set to read-only.`,
    next: `Use the main server, or wait until it can be written again. ${catchesUp}`,
    short: 'Team’s server is read-only',
  }),
  team_disk_full: (detail) => ({
    what: `The disk of ${serverOf(detail)} is full, so nothing was written.`,
    next: `Tell its administrator. ${catchesUp}`,
    short: 'Team’s server is full',
  }),
  team_server_old: ({ version, ...detail }) => ({
    what: `${server(detail)} runs PostgreSQL ${version ?? 'of an old version'}, which is too old.`,
    next: 'PostgreSQL 15 or newer is needed.',
    short: 'PostgreSQL is too old',
  }),
  team_encoding: ({ error, ...detail }) => ({
    what: `That database of ${serverOf(detail)} can’t hold every text${error === undefined ? '' : ` (${error})`}.`,
    next: 'Use a database with the encoding UTF8.',
    short: 'Encoding isn’t UTF8',
  }),
  team_tables_old: ({ version, ...detail }) => ({
    what: `The tables at ${serverOf(detail)} are of an earlier version${version === undefined ? '' : ` (${version})`}, so nothing was written.`,
    next: `Give its administrator the statements that bring them up to date. ${catchesUp}`,
    short: 'Team’s tables are too old',
  }),
  team_tables_newer: ({ version, ...detail }) => ({
    what: `This Mooring is too old for the tables at ${serverOf(detail)}${version === undefined ? '' : ` (version ${version})`}, so nothing was written.`,
    next: `Install the latest version of Mooring. ${catchesUp}`,
    short: 'Mooring is too old',
  }),
  team_copy_newer: (detail) => ({
    what: `${server(detail)} has runs of this dataset that its file here doesn’t have, so nothing was overwritten.`,
    next: 'Another computer copies it there, or this file comes from a backup. If this one is to count, leave the team, delete its rows there, and set the copy up again.',
    short: 'Team has a newer copy',
  }),
  team_sees_everything: (detail) => ({
    what: `This user may read and change everybody’s rows at ${serverOf(detail)}.`,
    next: 'Ask its administrator for a user that isn’t a superuser and doesn’t bypass row-level security.',
  }),
  team_file_refused: ({ field }) => ({
    what:
      field === 'key'
        ? 'That file has no private key in PEM form, or the key has a passphrase.'
        : 'That file has no certificate in PEM form.',
    next: 'Choose another file.',
  }),
  team_refused: ({ error, ...detail }) => ({
    what: `${server(detail)} refused to write${error === undefined ? '' : ` (${error})`}.`,
    next: `Show this to its administrator. ${catchesUp}`,
    short: 'Team’s server refused',
  }),
} satisfies Messages
