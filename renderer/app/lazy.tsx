import { createContext, useContext, useEffect, useState, type ComponentType } from 'react'
import { drawn } from '../state/after-paint.ts'
import type * as Later from './lazy-parts.ts'

/** What `later.ts` has, once it has been read. */
export const LaterParts = createContext<typeof Later | null>(null)

/** The window's parts of `later.ts`: nothing in their place until they are there, a moment after the list is. */
export const ActivityView = later((parts) => parts.ActivityView)
export const ChooseInstitution = later((parts) => parts.ChooseInstitution)
export const ConnectionPane = later((parts) => parts.ConnectionPane)
export const HealthView = later((parts) => parts.HealthView)
export const LabelDialog = later((parts) => parts.LabelDialog)
export const LinkDialog = later((parts) => parts.LinkDialog)
export const ListMenu = later((parts) => parts.ListMenu)
export const RegistrationsView = later((parts) => parts.RegistrationsView)
export const RevokeSeveral = later((parts) => parts.RevokeSeveral)
export const RowMenu = later((parts) => parts.RowMenu)
export const SettingsView = later((parts) => parts.SettingsView)

/** Reads them as soon as the window has drawn what it shows first. */
export function useLaterParts(isFirstThere: boolean): typeof Later | null {
  const [parts, setParts] = useState<typeof Later | null>(null)
  useEffect(() => {
    if (isFirstThere) void drawn().then(async () => setParts(await import('./lazy-parts.ts')))
  }, [isFirstThere])
  return parts
}

/** Not React's `lazy`: that shows nothing for 300 ms more wherever a part is shown for the first time, though it has been read. */
function later<P extends object>(pick: (parts: typeof Later) => ComponentType<P>): ComponentType<P> {
  return (properties) => {
    const parts = useContext(LaterParts)
    if (parts === null) return null
    const Part = pick(parts)
    return <Part {...properties} />
  }
}
