import { Check } from '../parts/check.tsx'
import { Choice } from '../parts/choice.tsx'
import { Field } from '../parts/field.tsx'
import { HoursFields } from '../parts/hours-fields.tsx'
import { text } from '../text/text.ts'
import { areHours, type PolicyDraft } from './policy-draft.ts'

const kinds = ['none', 'planned', 'interval', 'daily', 'never'] as const

/** How often, and in which hours. */
export function PolicyFields({
  draft,
  isChecked,
  onChange,
}: {
  draft: PolicyDraft
  /** Marks what is wrong. */
  isChecked: boolean
  onChange: (draft: PolicyDraft) => void
}) {
  const change = (part: Partial<PolicyDraft>) => onChange({ ...draft, ...part })
  return (
    <>
      <Choice
        label={text.policies.how}
        options={kinds.map((value) => ({ value, label: text.policies.kinds[value] }))}
        value={draft.kind}
        onChange={(kind) => change({ kind })}
      />
      {draft.kind === 'interval' && (
        <Field
          label={text.policies.everyHours}
          value={draft.everyHours}
          onChange={(everyHours) => change({ everyHours })}
          isWrong={isChecked && !areHours(draft.everyHours)}
          wrongText={text.policies.everyHoursWrong}
        />
      )}
      {draft.kind === 'daily' && (
        <Field
          label={text.policies.at}
          type="time"
          value={draft.at}
          onChange={(at) => change({ at })}
          isWrong={isChecked && draft.at === ''}
          wrongText={text.policies.atWrong}
        />
      )}
      {(draft.kind === 'planned' || draft.kind === 'interval') && (
        <>
          <Check
            label={text.policies.onlyIn}
            isOn={draft.hasHours}
            onChange={(hasHours) => change({ hasHours })}
          />
          {draft.hasHours && (
            <>
              <HoursFields
                label={text.policies.hours}
                hours={draft.hours}
                onChange={(hours) => change({ hours })}
              />
              <p className="hint">{text.policies.hoursHint}</p>
            </>
          )}
        </>
      )}
      <p className="hint">{text.policies.hint}</p>
    </>
  )
}
