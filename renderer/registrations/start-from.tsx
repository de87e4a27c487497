import { calendarDayText } from '../text/format.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { CopyText } from '../parts/copy-button.tsx'
import { text } from '../text/text.ts'
import { lastChecked, presets } from './presets.ts'
import type { Preset } from '../../shared/models/preset.ts'

const labels = text.presets

/** The presets that a new registration can start from. What one fills in is public knowledge, which the user confirms. */
export function StartFrom({
  chosen,
  isConfirmed,
  isMarked,
  onChoose,
  onConfirm,
}: {
  chosen: Preset | null
  isConfirmed: boolean
  /** It has to be confirmed before saving. */
  isMarked: boolean
  onChoose: (preset: Preset) => void
  onConfirm: (isConfirmed: boolean) => void
}) {
  return (
    <fieldset className="start-from">
      <legend>{labels.startFrom}</legend>
      <div className="presets">
        {presets.map((preset) => (
          <Button key={preset.id} look="chip" isPressed={preset === chosen} onPress={() => onChoose(preset)}>
            {preset.name}
          </Button>
        ))}
      </div>
      {chosen && (
        <>
          <p className="hint" role="status">
            {labels.filledIn(chosen.name, calendarDayText(lastChecked(chosen)))}
            {chosen.registerAt !== null && (
              <>
                {' '}
                {labels.registerAt} <CopyText value={chosen.registerAt} />
              </>
            )}
          </p>
          {chosen.notes.map((note) => (
            <p key={note} className="hint">
              {note}
            </p>
          ))}
          <details className="more">
            <summary>{labels.sources}</summary>
            <dl className="facts">
              {chosen.sources.map(({ about, url, checked }) => (
                <div key={`${about} ${url}`}>
                  <dt>{labels.subjects[about]}</dt>
                  <dd>
                    <CopyText value={url} /> <span className="sub">{calendarDayText(checked)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </details>
          <Check label={labels.confirm} isOn={isConfirmed} onChange={onConfirm} />
          {isMarked && !isConfirmed && (
            <p className="problem broken" role="alert">
              {labels.confirmFirst}
            </p>
          )}
        </>
      )}
    </fieldset>
  )
}
