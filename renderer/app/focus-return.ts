import { useEffect } from 'react'

/** A control that had the focus, and what stays of its surroundings when it is removed. */
interface Visit {
  element: Element
  /** The closest `data-keeps-focus`: what replaces the control appears in it, as Undo replaces Revoke. */
  group: Element | null
  /** The row of the list that it was in. */
  row: { id: string; index: number } | null
}

const longestTrail = 20

/**
 * Returns the focus when the focused control is removed or disabled, as with a menu or dialog that closes, a row that is removed or
 * a bar that is dismissed: to what replaced it, else to the control that had the focus before it. Never to one that ends access or
 * deletes something (`data-destructive`): the next Space or Enter would press it. Call once, at the top of the window.
 */
export function useFocusReturn(): void {
  useEffect(() => {
    let trail: Visit[] = []
    let planned = 0
    const remember = ({ target }: FocusEvent) => {
      if (target instanceof Element) trail = [...trail, visitOf(target)].slice(-longestTrail)
    }
    const check = () => {
      planned = 0
      const last = trail.at(-1)
      const isLost = document.activeElement === null || document.activeElement === document.body
      // Still usable: the user clicked beside it.
      if (isLost && last && !isUsable(last.element)) focusAfter(trail)
    }
    // React Aria returns the focus of its own dialogs within the same frame, before this looks.
    const observer = new MutationObserver(() => {
      planned ||= requestAnimationFrame(check)
    })
    document.addEventListener('focusin', remember)
    observer.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['disabled'],
    })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
      cancelAnimationFrame(planned)
    }
  }, [])
}

function visitOf(element: Element): Visit {
  const row = element.closest<HTMLElement>('tr[data-id]')
  return {
    element,
    group: element.closest('[data-keeps-focus]'),
    row: row && { id: row.dataset['id'] ?? '', index: Number(row.dataset['index']) },
  }
}

function focusAfter(trail: Visit[]): void {
  for (const visit of trail.toReversed()) {
    const target = successorsOf(visit).find(isUsable)
    if (target instanceof HTMLElement) return target.focus()
  }
  const heading = [...document.querySelectorAll<HTMLElement>('[role=dialog], h1')].find(isUsable)
  if (!heading) return
  heading.tabIndex = -1
  heading.focus()
}

/** What the focus may go to from a control that is gone, best first. */
function successorsOf({ element, group, row }: Visit): Element[] {
  const inGroup = group ? [...group.querySelectorAll('button')] : []
  const rows = row
    ? [
        `tr[data-id="${CSS.escape(row.id)}"]`,
        `tr[data-index="${row.index}"]`,
        `tr[data-index="${row.index - 1}"]`,
      ]
    : []
  const names = rows.map((selector) => document.querySelector(`${selector} .row-name`))
  return [element, ...inGroup, ...names].filter((one) => one !== null)
}

function isUsable(element: Element): boolean {
  return (
    element.isConnected &&
    element.checkVisibility() &&
    element.closest(':disabled, [data-destructive], [inert], [aria-hidden=true]') === null
  )
}
