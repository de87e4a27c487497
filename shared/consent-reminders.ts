/**
 * How many days before the end of a consent the user is reminded, the earliest reminder first. From the first on, the window suggests a
 * relink. A changed list takes effect at the next start, for existing connections too.
 */
export const reminderDays = [30, 7, 1] as const
