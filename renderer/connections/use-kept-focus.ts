import { useEffect, useRef, type RefObject } from 'react'

/**
 * Where a pressed button gives way to another (Revoke to Undo), the focus goes to what stands there now instead of being lost.
 * Spread the result on the element around the buttons.
 */
export function useKeptFocus(): {
  ref: RefObject<HTMLDivElement | null>
  onFocus: () => void
  onBlur: () => void
} {
  const ref = useRef<HTMLDivElement>(null)
  const wasInside = useRef(false)
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (wasInside.current && isLost) ref.current?.querySelector('button')?.focus()
  })
  return {
    ref,
    onFocus: () => {
      wasInside.current = true
    },
    // Not told when React removes the focused element: then the focus was lost, and not moved by the person.
    onBlur: () => {
      wasInside.current = false
    },
  }
}
