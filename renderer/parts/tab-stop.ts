import { createContext } from 'react'

/** Whether Tab reaches the buttons inside. In the list, only those of the current row. */
export const TabStop = createContext(true)
