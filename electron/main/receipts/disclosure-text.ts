import type { InstitutionKindTraits } from '../../../shared/institution-kinds.ts'

/** Raise it with every change of a sentence below: receipts name it. */
export const textVersion = 6

/** A day that reads the same everywhere: "25 Nov 2026". */
const dateFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** The sentences of the disclosure. */
export const disclosureText = {
  lead: (thirdParty: string, registration: string, institution: string, hub: string | null) =>
    `${thirdParty === '' ? 'Mooring' : `${thirdParty}, with Mooring`} (your registration “${registration}”) asks ${institution}${hub === null ? '' : `, through ${hub},`} for access. You approve it in your browser.`,
  data: 'Data',
  limits: {
    mikomo: 'At most this data, and only for the accounts you choose. Mikomo shows it before you approve.',
    akoya:
      'At most this data, and only for the accounts you choose. The institution shows it before you approve.',
    fdx: 'At most this data, and only for the accounts you choose. The institution shows it before you approve.',
    openid: 'The data that your registration’s scopes name. The server shows it before you approve.',
    oauth:
      'All that the institution gives your app, or what your registration’s scopes name. The institution shows it before you approve.',
  } satisfies Record<InstitutionKindTraits['family'], string>,
  /** Of an institution whose data nobody reads here. */
  readsNothing: 'Mooring itself reads none of it.',
  readsLogin: 'Mooring itself reads only who signed in, at the address that your registration names.',
  details: (json: string) => `Your registration also asks for these authorization details: ${json}`,
  notRead: (names: readonly string[]) =>
    `The institution may also offer: ${names.map((name) => name.toLowerCase()).join(', ')}. Mooring doesn’t read these yet: leave them out of your app’s products, or don’t approve them.`,
  service: 'For',
  usualService: 'Showing you this data in Mooring, on this computer.',
  usualServiceUnread: 'Giving this access to scripts that you allow, on this computer.',
  necessary: 'The data is collected, used and kept only as far as that needs.',
  howLong: 'Duration',
  atMost: (days: number, untilMs: number) =>
    `Until you revoke it, at most ${days === 365 ? 'one year' : `${days} ${days === 1 ? 'day' : 'days'}`} (${dateFormat.format(untilMs)}). Then only if you approve it again.`,
  stop: 'To revoke',
  stopHere: 'Click Revoke at any time',
  stopThere: 'Click Revoke, here or at the institution, at any time',
  stopOnlyThere: (name: string) =>
    `Only at ${name}, in its own settings (connected apps), at any time. ${name} can’t be asked from here.`,
  certification: 'Certification',
} as const
