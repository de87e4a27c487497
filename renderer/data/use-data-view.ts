import { useState, type Dispatch, type SetStateAction } from 'react'
import type { DataOverlay } from './overlay.ts'

export interface DataViewState {
  overlay: DataOverlay | null
  open: Dispatch<SetStateAction<DataOverlay | null>>
  /** The dataset whose details are shown; null for the first. */
  chosenId: string | null
  choose: (id: string) => void
}

/** What the Data view shows. It is kept while another view is open. */
export function useDataView(): DataViewState {
  const [overlay, open] = useState<DataOverlay | null>(null)
  const [chosenId, choose] = useState<string | null>(null)
  return { overlay, open, chosenId, choose }
}
