import { createContext, useContext, useEffect, useState, type ComponentType } from 'react'
import { painted } from '../state/after-paint.ts'
import type * as Later from './lazy-parts.ts'

/** What `later.ts` has, once it has been read. */
export const LazyParts = createContext<typeof Later | null>(null)

/** The window's parts of `later.ts`: nothing in their place until they are there, a moment after the list is. */
export const ActivityView = lazyParts((parts) => parts.ActivityView)
export const ChooseInstitution = lazyParts((parts) => parts.ChooseInstitution)
export const ConnectionPane = lazyParts((parts) => parts.ConnectionPane)
export const HealthView = lazyParts((parts) => parts.HealthView)
export const LabelDialog = lazyParts((parts) => parts.LabelDialog)
export const LinkDialog = lazyParts((parts) => parts.LinkDialog)
export const ListMenu = lazyParts((parts) => parts.ListMenu)
export const RegistrationsView = lazyParts((parts) => parts.RegistrationsView)
export const RevokeSeveral = lazyParts((parts) => parts.RevokeSeveral)
export const RowMenu = lazyParts((parts) => parts.RowMenu)
export const SettingsView = lazyParts((parts) => parts.SettingsView)

/** Reads them as soon as the window has drawn what it shows first. */
export function useLazyParts(isFirstThere: boolean): typeof Later | null {
  const [parts, setParts] = useState<typeof Later | null>(null)
  useEffect(() => {
    if (isFirstThere) void painted().then(async () => setParts(await import('./lazy-parts.ts')))
  }, [isFirstThere])
  return parts
}

/** Not React's `lazy`: that shows nothing for 300 ms more wherever a part is shown for the first time, though it has been read. */
function lazyParts<P extends object>(pick: (parts: typeof Later) => ComponentType<P>): ComponentType<P> {
  return (properties) => {
    const parts = useContext(LazyParts)
    if (parts === null) return null
    const Part = pick(parts)
    return <Part {...properties} />
  }
}
