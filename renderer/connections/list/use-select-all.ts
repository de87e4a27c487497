import { useEffect } from 'react'

const requested = 'mooring-select-all'

/** Selects every connection that is shown, from outside the list. */
export function requestSelectAll(): void {
  document.dispatchEvent(new Event(requested))
}

/** Ctrl A (⌘ A on macOS) selects every connection that is shown, unless text is being edited or a dialog is open. */
export function useSelectAll(onSelectAll: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey)) return
      const { target } = event
      if (target instanceof Element && target.closest('input:not([type=checkbox]), select, [role=dialog]')) {
        return
      }
      event.preventDefault()
      onSelectAll()
    }
    document.addEventListener('keydown', press)
    document.addEventListener(requested, onSelectAll)
    return () => {
      document.removeEventListener('keydown', press)
      document.removeEventListener(requested, onSelectAll)
    }
  }, [onSelectAll])
}
