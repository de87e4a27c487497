/**
 * How many days before the end of a consent the user is reminded, the earliest reminder first. From then on the window asks to relink.
 * A changed list takes effect at the next start, for connections that are there already too.
 */
export const reminderDays = [30, 7, 1] as const
