import { openWorld } from './store.ts'

/** The window's first import: the main process answers while the rest of the window is still being evaluated. */
export const world = openWorld()
