import { lazy, Suspense, useEffect, type ComponentType } from 'react'
import { drawn } from './drawn.ts'
import type * as Later from './later.ts'

/** The window's parts of `later.ts`: nothing in their place until they are there, a moment after the list is. */
export const ActivityView = later((all) => all.ActivityView)
export const ChooseInstitution = later((all) => all.ChooseInstitution)
export const ConnectionPane = later((all) => all.ConnectionPane)
export const HealthView = later((all) => all.HealthView)
export const LabelDialog = later((all) => all.LabelDialog)
export const LinkDialog = later((all) => all.LinkDialog)
export const RegistrationsView = later((all) => all.RegistrationsView)
export const RowMenu = later((all) => all.RowMenu)
export const SettingsView = later((all) => all.SettingsView)

/** Reads them as soon as the window has drawn what it shows first. */
export function useReadLater(isFirstThere: boolean) {
  useEffect(() => {
    if (isFirstThere) void drawn().then(read)
  }, [isFirstThere])
}

function later<P extends object>(pick: (all: typeof Later) => ComponentType<P>): ComponentType<P> {
  const Part = lazy(async () => ({ default: pick(await read()) as ComponentType<object> }))
  return (properties) => (
    <Suspense fallback={null}>
      <Part {...properties} />
    </Suspense>
  )
}

function read() {
  return import('./later.ts')
}
