import type { SetupPreview } from '../../shared/models/setup.ts'
import { countText } from './format.ts'

type Kind = SetupPreview['items'][number]['kind']
type State = SetupPreview['items'][number]['state']

/** Moving to another computer. */
export const setupText = {
  setup: {
    title: 'Move to another computer',
    lead: 'The file has your registrations, institutions, connections, labels and settings. It has no secret, no token and no account: on the new computer you type client secrets in again, and relink each connection.',
    export: 'Export setup…',
    import: 'Import setup…',
    saved: 'Saved.',
    previewTitle: 'Import setup',
    exported: (when: string) => `Exported on ${when}.`,
    kinds: {
      registration: (count: number) => countText(count, 'registration', 'registrations'),
      institution: (count: number) => countText(count, 'institution', 'institutions'),
      connection: (count: number) => countText(count, 'connection', 'connections'),
    } satisfies Record<Kind, (count: number) => string>,
    states: {
      new: 'Will be added',
      exists: 'Here already, and stays as it is',
      unusable: 'Can’t be added: its registration is missing, or a value can’t be used',
    } satisfies Record<State, string>,
    connectionsNew: 'You relink these, one by one.',
    renamed: (name: string, before: string) => `${name} (“${before}” in the file: that name is taken)`,
    more: (count: number) => `and ${count} more`,
    unreadable: (count: number) =>
      `${countText(count, 'entry', 'entries')} can’t be read and will be left out.`,
    nothing: 'Everything in this file is here already.',
    withSettings:
      'Also take its settings: notifications, refresh policies of labels, CSV files, and your organization’s words',
    cancel: 'Cancel',
    run: 'Import',
  },
  relinks: {
    label: 'Relink these',
    banner: (count: number) =>
      `${countText(count, 'connection', 'connections')} of another computer to relink here.`,
    start: 'Relink one by one',
    list: 'Show the list',
    step: (number: number, total: number) => `${number} of ${total}`,
    done: 'All of them are relinked, or left out.',
    secret: (registration: string) => `Client secret of ${registration}`,
    secretHint: 'The file has no secrets. Mooring keeps it in this computer’s keychain.',
    key: (registration: string) =>
      `The key of ${registration} stays on the other computer. Make a new one under Registrations, and register it at the server.`,
    certificate: (registration: string) =>
      `The client certificate of ${registration} stays on the other computer. Choose it under Registrations, or get one for this computer.`,
    registrations: 'Registrations',
    link: 'Link',
    skip: 'Skip',
    remove: 'Leave out',
    leave: 'Close',
  },
} as const
