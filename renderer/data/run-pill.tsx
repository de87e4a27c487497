import type { RunStatus } from './dataset-words.ts'

/** A status as a shape, a label and a colour. */
export function RunPill({ status: { tone, shape, label } }: { status: RunStatus }) {
  return (
    <span className={`pill ${tone}`} title={label}>
      <span aria-hidden="true">{shape}</span> {label}
    </span>
  )
}
