import { countText } from './format.ts'

/** The service credentials at Akoya's hub, and what the hub says of a consent. */
export const hubText = {
  hub: {
    title: 'Data Recipient Hub',
    titleOf: (registration: string) => `Data Recipient Hub of ${registration}`,
    hint: 'Optional. With service credentials, Mooring imports the connectors that your app is subscribed to, and asks twice a day what the hub says of each consent.',
    watches: (clientId: string, appId: string) =>
      `Service client ${clientId}, app ${appId}. The secret is in the keychain. Each consent is looked up twice a day.`,
    set: 'Enter service credentials…',
    setOf: (registration: string) => `Enter service credentials of ${registration}`,
    trySandbox: 'Try it with the sandbox',
    importAll: 'Import subscribed connectors',
    imported: (added: number, known: number) =>
      `${countText(added, 'institution', 'institutions')} added${known > 0 ? `, ${known} already there` : ''}.`,
    remove: 'Remove service credentials',
    clientId: 'Service client ID',
    secret: 'Service client secret',
    secretHint: 'Stored in the keychain and never shown again.',
    appId: 'App ID',
    appIdHint: 'Of the app whose subscriptions count, as the hub lists it under My apps.',
    allNeeded: 'Enter all three.',
    save: 'Save',
    cancel: 'Cancel',
    says: (status: string, when: string) =>
      `The hub lists this consent as ${status} (${when}). Mooring keeps the connection until the institution refuses it. If data stops, relink or revoke it.`,
    consent: 'Consent at the hub',
    consentAt: (status: string, when: string) => `${status}, ${when}`,
  },
} as const
