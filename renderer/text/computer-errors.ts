import type { FailureDetail } from '../../shared/errors.ts'
import type { Messages } from './message.ts'

const feed = ({ host }: FailureDetail) => host ?? 'the update feed'

/** What happened to the tokens of a connection. compare-grants.ts sets the causes. */
function tokensLost(cause: string | undefined): string {
  switch (cause) {
    case 'memory':
      return 'This connection’s tokens were kept in memory only and were lost when Mooring quit.'
    case 'backup':
      return 'An older backup was restored, and this connection’s tokens have changed since.'
    case 'other keychain':
      return 'This connection’s tokens are in another keychain: Mooring’s data came from another computer or user, or the keychain was reset.'
    case 'older':
      return 'The keychain holds an older token of this connection than the one Mooring stored last: the keychain was restored to an earlier state, or another one is in use. Mooring doesn’t send it, because the institution could end all access for it.'
    default:
      return 'This connection’s tokens are no longer in the keychain.'
  }
}

/** Failures of a call, of this computer's keychain and files, and of updates. */
export const computerErrors = {
  internal: () => ({
    what: 'Something went wrong in Mooring.',
    next: 'Nothing was lost. Try again. If it keeps happening, quit and restart Mooring.',
  }),
  closing: () => ({
    what: 'Mooring is quitting, so it can’t start anything new.',
    next: 'Start Mooring again to continue.',
  }),
  invalid_input: () => ({
    what: 'One of the entries isn’t valid.',
    next: 'Check the marked entry and try again.',
  }),
  sender_refused: () => ({
    what: 'Mooring refused a request that didn’t come from its own window.',
    next: 'Close the window and restart Mooring.',
  }),
  not_found: () => ({
    what: 'That no longer exists. It was removed or has ended.',
    next: 'Go back to the list and choose again.',
  }),
  name_taken: () => ({
    what: 'That name or connector ID is already in use.',
    next: 'Choose another name, or use the existing entry.',
  }),
  registration_in_use: () => ({
    what: 'Connections or institutions use this registration, so it can’t be removed or pointed at another server.',
    next: 'Remove those first, or add a second registration.',
  }),
  redirect_shared: ({ cause }) => ({
    what: `Another server’s registration${cause === undefined ? '' : ` (${cause})`} uses this redirect URI too. Without OpenID, nothing else tells the answers of the two apart, so a malicious server could get the other’s code.`,
    next: 'Give each server a redirect URI of its own: a different path is enough.',
  }),
  institution_in_use: () => ({
    what: 'A connection uses this institution, so it can’t be removed.',
    next: 'Revoke and remove the connection first.',
  }),

  secret_missing: ({ cause }) => ({
    what: tokensLost(cause),
    next: 'Relink to restore access. You can revoke any remaining access in the institution’s own settings.',
    short: 'No longer in the keychain',
  }),
  owner_unknown: () => ({
    what: 'The keychain holds a secret that no connection or registration uses. Mooring kept it, and access may still be open at the institution.',
    next: 'Restore the database it belongs to, or revoke the access in the institution’s own settings.',
  }),
  link_unclaimed: () => ({
    what: 'This link was made after the backup that was restored. Mooring kept its token.',
    next: 'Take it back or end it at the institution, under Connections.',
  }),
  client_secret_missing: () => ({
    what: 'This registration’s client secret is no longer in the keychain.',
    next: 'Re-enter it under Registrations.',
    short: 'Client secret missing',
  }),
  keychain_unavailable: () => ({
    what: 'Mooring can’t use this computer’s keychain, so it has nowhere safe to store secrets.',
    next: 'Start or install a keychain (on Linux: gnome-keyring or KWallet), then try again.',
    short: 'No keychain',
  }),
  keychain_locked: () => ({
    what: 'The keychain is locked.',
    next: 'Unlock it, then try again. Nothing was changed.',
    short: 'Keychain locked',
  }),
  keychain_denied: () => ({
    what: 'The keychain denied Mooring access.',
    next: 'Allow access when the system asks, then try again.',
    short: 'Keychain denied access',
  }),
  keychain_timeout: () => ({
    what: 'The keychain didn’t respond in time. A prompt may be open behind another window.',
    next: 'Answer the prompt, then try again.',
    short: 'Keychain not responding',
  }),
  disk_full: () => ({
    what: 'The disk is full, so this couldn’t be saved. Existing data is unharmed.',
    next: 'Free up some space, then try again.',
    short: 'Disk full',
  }),
  data_unwritable: () => ({
    what: 'Mooring can’t write to its data folder.',
    next: 'Check that the folder exists, belongs to you and isn’t read-only, then try again.',
  }),
  data_in_use: () => ({
    what: 'Another Mooring is using this data folder.',
    next: 'Use its window, or quit it and try again.',
  }),
  file_gone: () => ({
    what: 'The file is no longer where you saved it.',
    next: 'Find it where you moved it, or export it again.',
  }),
  file_unreadable: () => ({
    what: 'Mooring couldn’t read that file.',
    next: 'Check that it’s still there and that you may read it, then choose it again.',
  }),
  setup_unreadable: ({ cause }) => ({
    what:
      cause === 'version'
        ? 'A newer Mooring wrote this setup file.'
        : cause === 'size'
          ? 'That file is too large to be a setup file.'
          : cause === 'json'
            ? 'That file isn’t complete, or was changed: it can’t be read as JSON.'
            : 'That isn’t a setup file of Mooring.',
    next:
      cause === 'version'
        ? 'Update Mooring on this computer, then choose the file again.'
        : 'On the other computer choose Settings, Export setup, and bring that file here.',
  }),
  file_unwritable: () => ({
    what: 'The file couldn’t be saved there.',
    next: 'Choose another folder, or free up some space.',
  }),
  database_newer: ({ version }) => ({
    what: `A newer version of Mooring wrote this data${version === undefined ? '' : ` (format ${version})`}. Nothing was changed.`,
    next: 'Install the latest version of Mooring, then start it.',
  }),
  database_damaged: () => ({
    what: 'Mooring’s database is damaged. Mooring didn’t change it or the secrets in the keychain.',
    next: 'Start fresh, or restore a backup of your own and try again.',
  }),
  database_missing: () => ({
    what: 'Mooring’s database is missing from its data folder, although its other files are there. Mooring didn’t create a new one or change the secrets in the keychain.',
    next: 'Put mooring.db back into the data folder and try again, or start fresh.',
  }),
  row_damaged: () => ({
    what: 'Mooring can’t read this entry, because this part of its database is damaged. Other entries aren’t affected.',
    next: 'Open Health to check the database and restore the last good backup.',
  }),
  data_of_another_app: ({ cause }) => ({
    what: `This data belongs to ${cause === 'app.mooring' ? 'the installed Mooring app' : 'another Mooring app'}, and its secrets are in that app’s part of the keychain. Nothing was changed.`,
    next: 'Quit and start that app, or set MOORING_DATA to another folder.',
  }),
  sandbox_unavailable: () => ({
    what: 'The built-in sandbox couldn’t be started on this computer.',
    next: 'Check that nothing stops Mooring from listening on 127.0.0.1, then try again.',
  }),

  update_feed_insecure: () => ({
    what: 'Updates can’t come from that address.',
    next: 'Enter an https address without a username, query or fragment.',
  }),
  update_feed_missing: (detail) => ({
    what: `No version for this operating system is available from ${feed(detail)}.`,
    next: 'Check the update feed in Settings.',
  }),
  update_feed_unreadable: (detail) => ({
    what: `Mooring can’t read the update information from ${feed(detail)}. Nothing was installed.`,
    next: 'Contact whoever gave you Mooring.',
  }),
  update_untrusted: (detail) => ({
    what:
      detail.cause === 'publisher'
        ? 'The update was signed by a different publisher, so Mooring refused it.'
        : `The update from ${feed(detail)} wasn’t signed by Mooring’s publisher, or was changed on the way, so Mooring refused it.`,
    next: 'Keep using this version, and contact whoever gave you Mooring.',
  }),
  update_damaged: (detail) => ({
    what: `The update downloaded from ${feed(detail)} isn’t the one its publisher signed, so Mooring deleted it.`,
    next: 'Keep using this version. Mooring tries again later. If it keeps happening, contact whoever gave you Mooring.',
  }),
  update_place_unwritable: () => ({
    what: 'Mooring can’t install the update: it can’t write to its own program folder.',
    next: 'Move Mooring to a folder you can write to, or install the update yourself.',
  }),
  update_failed: () => ({
    what: 'The update couldn’t be installed.',
    next: 'Keep using this version, or download and install the update yourself.',
  }),
} satisfies Messages
