import { createContext, useContext, useEffect, useState, type ComponentType } from 'react'
import { afterPaint } from '../state/after-paint.ts'
import type * as Parts from './lazy-parts.ts'

/** The exports of lazy-parts.ts; null until they are loaded. */
export const LazyParts = createContext<typeof Parts | null>(null)

/** The components of lazy-parts.ts. They render nothing until they are loaded, shortly after the list. */
export const AccountsView = lazyParts((parts) => parts.AccountsView)
export const ActivityView = lazyParts((parts) => parts.ActivityView)
export const ChooseInstitution = lazyParts((parts) => parts.ChooseInstitution)
export const ConnectionPane = lazyParts((parts) => parts.ConnectionPane)
export const ExportDialog = lazyParts((parts) => parts.ExportDialog)
export const DataView = lazyParts((parts) => parts.DataView)
export const HealthView = lazyParts((parts) => parts.HealthView)
export const LabelDialog = lazyParts((parts) => parts.LabelDialog)
export const LinkDialog = lazyParts((parts) => parts.LinkDialog)
export const ListMenu = lazyParts((parts) => parts.ListMenu)
export const Palette = lazyParts((parts) => parts.Palette)
export const PolicyDialog = lazyParts((parts) => parts.PolicyDialog)
export const RegistrationsView = lazyParts((parts) => parts.RegistrationsView)
export const RevokeSeveral = lazyParts((parts) => parts.RevokeSeveral)
export const RowMenu = lazyParts((parts) => parts.RowMenu)
export const SaveViewDialog = lazyParts((parts) => parts.SaveViewDialog)
export const ScriptsView = lazyParts((parts) => parts.ScriptsView)
export const SettingsView = lazyParts((parts) => parts.SettingsView)

/** Loads lazy-parts.ts after the first paint of the list. */
export function useLazyParts(isListReady: boolean): typeof Parts | null {
  const [parts, setParts] = useState<typeof Parts | null>(null)
  useEffect(() => {
    if (isListReady) void afterPaint().then(async () => setParts(await import('./lazy-parts.ts')))
  }, [isListReady])
  return parts
}

/** Instead of React's `lazy`, which delays the first render of a loaded component by 300 ms. */
function lazyParts<P extends object>(pick: (parts: typeof Parts) => ComponentType<P>): ComponentType<P> {
  return (properties) => {
    const parts = useContext(LazyParts)
    if (parts === null) return null
    const Part = pick(parts)
    return <Part {...properties} />
  }
}
