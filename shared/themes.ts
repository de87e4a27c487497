/** Not in models/, so that the page does not include the schema library. */
export const themes = ['system', 'light', 'dark'] as const
