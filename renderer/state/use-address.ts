import { useEffect, useRef } from 'react'
import { toHash, type Shown } from './address.ts'

/** Writing takes the browser several milliseconds: not at each key of a search, and not before its list is drawn. */
const searchDelayMs = 150

/** Keeps what is shown in the page's address: a view or connection at once, a search after a pause. */
export function useAddress({ view, connectionId, search }: Shown): void {
  const hash = toHash({ view, connectionId, search })
  const place = toHash({ view, connectionId, search: '' })
  const writtenPlace = useRef<string>(null)
  useEffect(() => {
    const write = () => {
      if (location.hash !== hash) history.replaceState(null, '', hash || location.pathname)
    }
    if (writtenPlace.current !== place) {
      writtenPlace.current = place
      return write()
    }
    const timer = setTimeout(write, searchDelayMs)
    return () => clearTimeout(timer)
  }, [hash, place])
}
