/** The views of the window. Not in models/, so that the page does not include the schema library. */
export const viewNames = [
  'connections',
  'needs-attention',
  'accounts',
  'data',
  'scripts',
  'activity',
  'registrations',
  'health',
  'settings',
] as const

/** `needs-attention` is the Connections view with a filter. */
export type View = (typeof viewNames)[number]
