import type { Hours } from '../../shared/models/hours.ts'
import { text } from '../text/text.ts'
import { Field } from './field.tsx'

/** Two times of day. */
export function HoursFields({
  label,
  hours,
  onChange,
}: {
  label: string
  hours: Hours
  /** @param isUsable both are times, and two different ones */
  onChange: (hours: Hours, isUsable: boolean) => void
}) {
  const change = (part: Partial<Hours>) => {
    const changed = { ...hours, ...part }
    onChange(changed, areUsable(changed))
  }
  return (
    <div className="hours" role="group" aria-label={label}>
      <Field label={text.hours.from} type="time" value={hours.from} onChange={(from) => change({ from })} />
      <Field
        label={text.hours.to}
        type="time"
        value={hours.to}
        onChange={(to) => change({ to })}
        isWrong={!areUsable(hours)}
        wrongText={text.hours.wrong}
      />
    </div>
  )
}

export function areUsable({ from, to }: Hours): boolean {
  return from !== '' && to !== '' && from !== to
}
