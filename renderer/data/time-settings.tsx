import { localDay } from '../../shared/calendar.ts'
import { OneOf } from '../parts/options.tsx'
import { useNow } from '../state/use-now.ts'
import { text } from '../text/text.ts'
import { hasTime, scheduleKinds, type Draft, type Fault } from './draft.ts'
import { Setting } from './setting.tsx'

interface SettingProperties {
  draft: Draft
  faults: ReadonlySet<Fault>
  onChange: (part: Partial<Draft>) => void
}

const sinceChoices = ['ever', 'day'] as const

/** From which day on. */
export function SinceSetting({ draft: { since }, faults, onChange }: SettingProperties) {
  const words = text.data.dialog
  const isWrong = faults.has('since')
  const today = localDay(useNow(60_000))
  return (
    <Setting
      title={words.since}
      wrong={isWrong ? words.sinceWrong : null}
      {...(since === null && { hint: words.sinceHint })}
    >
      <div className="setting-line">
        <OneOf
          label={words.since}
          options={sinceChoices}
          value={since === null ? 'ever' : 'day'}
          nameOf={(choice) => words.sinceChoices[choice]}
          onChange={(choice) => onChange({ since: choice === 'ever' ? null : `${today.slice(0, 4)}-01-01` })}
        />
        {since !== null && (
          <span className="date-field">
            <input
              type="date"
              aria-label={words.sinceDay}
              aria-invalid={isWrong}
              value={since}
              max={today}
              onChange={({ target }) => onChange({ since: target.value })}
            />
          </span>
        )}
      </div>
    </Setting>
  )
}

/** When it runs. */
export function WhenSetting({ draft: { when, at }, faults, onChange }: SettingProperties) {
  const words = text.data.dialog
  const isWrong = faults.has('time')
  return (
    <Setting title={words.when} hint={words.whenHints[when]} wrong={isWrong ? words.timeWrong : null}>
      <div className="setting-line">
        <OneOf
          label={words.when}
          options={scheduleKinds}
          value={when}
          nameOf={(kind) => text.data.schedules[kind]}
          onChange={(kind) => onChange({ when: kind })}
        />
        {hasTime(when) && (
          <span className="date-field">
            <span className="muted">{words.at}</span>{' '}
            <input
              type="time"
              aria-label={words.atOf}
              aria-invalid={isWrong}
              value={at}
              onChange={({ target }) => onChange({ at: target.value })}
            />
          </span>
        )}
      </div>
    </Setting>
  )
}
