import { countText } from './format.ts'

/** Consent receipts. */
export const receiptsText = {
  receipts: {
    label: (isAll: boolean) => (isAll ? 'All receipts' : 'Receipt'),
    save: (format: string, of: string | null) =>
      of === null ? `Save all receipts as ${format}` : `Save the consent receipt of ${of} as ${format}`,
    title: 'Consent receipts',
    lead: 'Mooring keeps what you were shown before each link, what was granted, each renewal and each revocation, also after you remove a connection. With your organization’s words the text before a link says what 12 CFR 1033.411(b) asks for.',
    thirdParty: 'Your organization',
    thirdPartyHint: 'Named as the one who asks for access. Left empty, it’s Mooring with your registration.',
    service: 'Product or service',
    serviceHint: 'What the data is for. Left empty, it’s showing the accounts in Mooring.',
    certification: 'Certification',
    certificationHint:
      'That your organization agrees to the duties of 12 CFR 1033.421. Left empty, nothing is certified, and the receipt says so.',
    insert: 'Insert the rule’s statement',
    statement: (organization: string) =>
      `${organization.trim() || 'Our organization'} certifies that it agrees to the obligations of third parties described in 12 CFR 1033.421.`,
    saveWords: 'Save words',
    saved: 'Saved.',
    left: (characters: number) => `${countText(characters, 'character', 'characters')} left.`,
    plainText: (most: number) => `Plain text of at most ${most} characters, without control characters.`,
  },
  receiptsHealth: {
    name: 'Consent receipts',
    none: 'No receipts yet: the first link writes the first.',
    good: (count: number) =>
      `${countText(count, 'entry', 'entries')}, each as it was written. Exported receipts carry the newest hash.`,
    changed: (number: number, when: string) =>
      `Entry ${number}, of ${when}, was changed after it was written.`,
    missing: (number: number, when: string) => `Entry ${number}, after ${when}, is missing.`,
    cutOff: (number: number, when: string) =>
      `The newest entries, up to entry ${number}, are missing. The last is of ${when}.`,
    unknownTime: 'an unknown time',
    fix: 'Export all receipts in Settings and keep the file. Compare it with receipts that you exported before, and with a backup of the data folder from before the change. Mooring keeps writing.',
  },
} as const
