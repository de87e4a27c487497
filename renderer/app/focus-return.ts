import { useEffect } from 'react'

/** A control that had the focus, and where to look for its successor when it is removed. */
interface Visit {
  element: Element
  /** The closest `data-keeps-focus`. The successor appears in it, as Undo replaces Revoke. */
  group: Element | null
  /** The list row that contained it. */
  row: { id: string; index: number } | null
}

/** More than any dialog has controls: what opened it is before them. */
const maxTrail = 200

/**
 * When the focused control is removed or disabled (a menu or dialog closes, a row is removed), moves the focus to its successor, else
 * to the control focused before it. Skips controls that end access or delete something (`data-destructive`), because the next Space
 * or Enter would press them. Call once, at the top of the window.
 */
export function useFocusReturn(): void {
  useEffect(() => {
    let trail: Visit[] = []
    let frame = 0
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return
      trail = [...trail.filter(({ element }) => element !== target), visitOf(target)].slice(-maxTrail)
    }
    const check = () => {
      frame = 0
      const last = trail.at(-1)
      const isLost = document.activeElement === null || document.activeElement === document.body
      // If the element is still usable, the user clicked an empty area.
      if (isLost && last && !isUsable(last.element)) focusAfter(trail)
    }
    // React Aria restores the focus after its own dialogs within the same frame, before this check.
    const observer = new MutationObserver(() => {
      frame ||= requestAnimationFrame(check)
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
      cancelAnimationFrame(frame)
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

/** Candidates for the focus after a control is removed, best first. */
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
