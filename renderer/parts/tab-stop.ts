import { createContext } from 'react'

/** Whether Tab stops at the controls inside: of a long list, only at those of the current row. */
export const TabStop = createContext(true)
