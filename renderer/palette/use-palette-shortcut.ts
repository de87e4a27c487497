import { useEffect } from 'react'

/** Ctrl K (⌘ K on macOS) opens the palette, unless a dialog is open. */
export function usePaletteShortcut(onOpen: () => void): void {
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      if (document.querySelector('[role=dialog], [role=menu]') === null) onOpen()
    }
    document.addEventListener('keydown', open)
    return () => document.removeEventListener('keydown', open)
  }, [onOpen])
}
