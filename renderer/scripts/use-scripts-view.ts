import { useMemo, useState } from 'react'

/** What the Scripts & tools view shows, kept while another view is open. */
export interface ScriptsViewState {
  chosenId: string | null
  choose: (id: string) => void
  /** The question before all are ended is open. */
  isEnding: boolean
  setEnding: (isEnding: boolean) => void
}

export function useScriptsView(): ScriptsViewState {
  const [chosenId, choose] = useState<string | null>(null)
  const [isEnding, setEnding] = useState(false)
  return useMemo(() => ({ chosenId, choose, isEnding, setEnding }), [chosenId, isEnding])
}
