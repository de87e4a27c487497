import type { Failure } from '../shared/errors.ts'
import { messageOf } from './messages.ts'
import { AnchorIcon } from './parts/icons.tsx'

/** The data could not be opened: nothing else can be shown, and this says why. */
export function StoppedPage({ problem }: { problem: Failure }) {
  const { what, next } = messageOf(problem)
  return (
    <main className="stopped">
      <AnchorIcon />
      <h1>Mooring could not open its data</h1>
      <p role="alert">{what}</p>
      <p className="muted">{next}</p>
    </main>
  )
}
