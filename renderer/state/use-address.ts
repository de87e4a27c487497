import { useEffect } from 'react'
import { toHash, type Shown } from './address.ts'

/** Keeps what is shown in the page's address. */
export function useAddress({ view, connectionId, search }: Shown): void {
  const hash = toHash({ view, connectionId, search })
  useEffect(() => {
    if (location.hash !== hash) history.replaceState(null, '', hash || location.pathname)
  }, [hash])
}
