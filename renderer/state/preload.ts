import { createStore } from './store.ts'

/** The window's first import, so that the main process answers while the other modules are still evaluated. */
export const store = createStore()
