import { useEffect } from 'react'
import { roomNames } from '../../shared/views.ts'
import type { View } from './navigation.tsx'

/** Ctrl 1 to 6, or ⌘ on macOS: from room to room. */
export function useRoomKeys(onView: (view: View) => void): void {
  useEffect(() => {
    const go = (event: KeyboardEvent) => {
      const room = event.ctrlKey || event.metaKey ? roomNames[Number(event.key) - 1] : undefined
      if (!room) return
      event.preventDefault()
      onView(room)
    }
    document.addEventListener('keydown', go)
    return () => document.removeEventListener('keydown', go)
  }, [onView])
}
