import { useState } from 'react'
import type { Preferences } from '../../shared/models/app.ts'
import { Check } from '../parts/check.tsx'
import { HoursFields } from '../parts/hours-fields.tsx'
import { text } from '../text/text.ts'

const kinds = ['notifyConsent', 'notifyBroken', 'notifyRetry'] as const

const usualQuietHours = { from: '22:00', to: '07:00' }

/** Which notifications the system shows, and in which hours none. */
export function Notifications({
  preferences,
  onChange,
}: {
  preferences: Preferences
  onChange: (change: Partial<Preferences>) => void
}) {
  const { quiet, quietHours } = preferences
  return (
    <section>
      <h2>{text.settings.notifications}</h2>
      <Check
        label={text.settings.notify}
        hint={text.settings.notifyHint}
        isOn={!quiet}
        onChange={(isOn) => onChange({ quiet: !isOn })}
      />
      {kinds.map((kind) => (
        <Check
          key={kind}
          label={text.settings.notifyKinds[kind]}
          isOn={preferences[kind]}
          isDisabled={quiet}
          isSub
          onChange={(isOn) => onChange({ [kind]: isOn })}
        />
      ))}
      <Check
        label={text.settings.quietHours}
        hint={text.settings.quietHoursHint}
        isOn={quietHours !== null}
        isDisabled={quiet}
        onChange={(isOn) => onChange({ quietHours: isOn ? usualQuietHours : null })}
      />
      {quietHours && !quiet && <QuietHours hours={quietHours} onChange={onChange} />}
    </section>
  )
}

/** Saves the hours as soon as both are times, and two different ones. */
function QuietHours({
  hours,
  onChange,
}: {
  hours: NonNullable<Preferences['quietHours']>
  onChange: (change: Partial<Preferences>) => void
}) {
  const [typed, setTyped] = useState(hours)
  return (
    <HoursFields
      label={text.settings.quietHours}
      hours={typed}
      onChange={(changed, isUsable) => {
        setTyped(changed)
        if (isUsable) onChange({ quietHours: changed })
      }}
    />
  )
}
