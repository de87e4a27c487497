import { createContext, useContext } from 'react'
import { toneByHash } from './tones.ts'
import { initialsOf } from './initials.ts'

/** The colours of the institutions of the window, by name. */
export const TonesContext = createContext<ReadonlyMap<string, number>>(new Map())

/** Two letters in place of a logo. Their colour tells institutions with the same letters apart. */
export function Monogram({ name, large = false }: { name: string; large?: boolean }) {
  const tone = useContext(TonesContext).get(name) ?? toneByHash(name)
  return (
    <span className={`monogram tone-${tone}${large ? ' large' : ''}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}
