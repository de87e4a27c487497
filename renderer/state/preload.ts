import { createStore } from './store.ts'

/** The window's first import: the main process answers while the rest of the window is still being evaluated. */
export const store = createStore()
