/** How times and amounts are written, where `Intl` has no words for it. */
export const valuesText = {
  justNow: 'just now',
  minutesAgo: (minutes: string) => `${minutes} min ago`,
  currencyUnknown: '(currency unknown)',
} as const
