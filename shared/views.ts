/** The rooms of the window. Apart from the models, so that the page carries no schema library. */
export const viewNames = [
  'connections',
  'needs-you',
  'activity',
  'registrations',
  'health',
  'settings',
] as const
