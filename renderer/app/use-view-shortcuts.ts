import { useEffect } from 'react'
import { viewNames, type View } from '../../shared/views.ts'

/** Switches views with Ctrl 1 to 9 (⌘ on macOS). */
export function useViewShortcuts(onView: (view: View) => void): void {
  useEffect(() => {
    const go = (event: KeyboardEvent) => {
      const view = event.ctrlKey || event.metaKey ? viewNames[Number(event.key) - 1] : undefined
      if (!view) return
      event.preventDefault()
      onView(view)
    }
    document.addEventListener('keydown', go)
    return () => document.removeEventListener('keydown', go)
  }, [onView])
}
