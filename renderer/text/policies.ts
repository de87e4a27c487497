import type { Hours, MaintenanceWindow } from '../../shared/models/hours.ts'
import type { AppliedPolicy, RefreshPolicy } from '../../shared/models/refresh-policy.ts'
import { countText, numberText, timeOfDayText, weekdayText } from './format.ts'

const between = ({ from, to }: Hours) => `between ${timeOfDayText(from)} and ${timeOfDayText(to)}`

const inHours = (words: string, hours: Hours | null) =>
  hours === null ? words : `${words}, ${between(hours)}`

/** "New York" for `America/New_York`. */
const cityOf = (timeZone: string) => timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' ')

function inWords(policy: RefreshPolicy): string {
  switch (policy.kind) {
    case 'planned':
      return inHours('About once a day', policy.hours)
    case 'interval':
      return inHours(
        policy.everyHours === 1 ? 'Every hour' : `Every ${numberText(policy.everyHours)} hours`,
        policy.hours,
      )
    case 'daily':
      return `Every day at ${timeOfDayText(policy.at)}`
    case 'never':
      return 'Never'
  }
}

/** Refresh policies: when connections are refreshed by themselves. */
export const policiesText = {
  policies: {
    title: 'Automatic refresh',
    inWords,
    why: ({ target }: AppliedPolicy, institutionName: string, labels: number) => {
      if (target === null) return 'No policy is set.'
      if (target.kind === 'connection') return 'Set for this connection.'
      if (target.kind === 'institution') return `Set for ${institutionName}.`
      const several = labels > 1 ? ' Of several labels, the one that refreshes least often counts.' : ''
      return `Set for the label “${target.label}”.${several}`
    },
    maintenance: ({ of, weekday, hours, timeZone }: MaintenanceWindow) =>
      `Not on ${weekdayText(weekday)}s ${between(hours)}, ${cityOf(timeZone)} time: ${of}’s maintenance window.`,
    never: (consentUntil: string) =>
      `Unless a dataset reads it, nobody uses its refresh token, and many institutions let one expire that isn’t used for weeks or months. Mooring doesn’t notice when access ends, either. Refresh it by hand now and then. You’re still reminded before the consent expires on ${consentUntil}.`,
    change: 'Change…',
    changeOf: (name: string) => `Change the refresh policy of ${name}`,
    dialogTitle: 'Refresh policy',
    target: 'Applies to',
    targets: {
      one: 'This connection',
      several: (count: number) => `These ${countText(count, 'connection', 'connections')}`,
      label: (label: string, count: number) =>
        `Label “${label}”: ${countText(count, 'connection', 'connections')}`,
      institution: (name: string, count: number) =>
        `${name}: ${countText(count, 'connection', 'connections')}`,
    },
    how: 'Refresh',
    kinds: {
      none: 'No policy here',
      planned: 'About once a day, when Mooring chooses',
      interval: 'Every few hours',
      daily: 'Daily, at a time',
      never: 'Never automatically',
    },
    everyHours: 'Hours between two refreshes',
    everyHoursWrong: 'Type a whole number from 1 to 168.',
    at: 'Time',
    atWrong: 'Choose a time.',
    onlyIn: 'Only in these hours',
    hours: 'Hours of refreshes',
    hoursHint:
      'If the computer is off or asleep in these hours again and again, a refresh is made up for outside them.',
    hint: 'Times are this computer’s. A refresh that was missed is made up for once, as soon as it’s allowed.',
    result: {
      none: 'The policy of a label applies, else that of the institution, else about once a day.',
      removed: 'The policy is removed.',
      connection: (words: string) =>
        `${words}. This counts before policies of labels and of the institution.`,
      label: (words: string) =>
        `${words}. Connections with a policy of their own keep it. This counts before policies of institutions.`,
      institution: (words: string) =>
        `${words}. Connections with a policy of their own, or of one of their labels, keep it.`,
    },
    neverHint:
      'Unless a dataset reads it, nobody uses its refresh token then, and many institutions let one expire that isn’t used for weeks or months. Mooring doesn’t notice when access ends, either. Reminders before a consent expires still come.',
    cancel: 'Cancel',
    save: 'Save',
    progress: (done: number, total: number) => `Set for ${numberText(done)} of ${numberText(total)}.`,
    settingsHint:
      'Connections are refreshed about once a day, unless a policy says otherwise. Set one in a connection’s details, or for selected connections: for themselves, for a label, or for an institution.',
    ofLabel: (label: string) => `Label “${label}”`,
    remove: 'Remove',
    removeOf: (name: string) => `Remove the refresh policy of ${name}`,
  },
} as const
