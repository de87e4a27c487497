import { useId, useState, type FormEvent } from 'react'
import type { Preferences } from '../../shared/models/app.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { changePreferences } from '../state/change-preferences.ts'
import { text } from '../text/text.ts'
import { ReceiptButtons } from './receipt-buttons.tsx'

const mostCharacters = 2000

/** The organization's own words in the disclosure (12 CFR 1033.411(b)), and the export of all receipts. */
export function WordsSection({
  preferences,
  onChanged,
}: {
  preferences: Preferences
  onChanged: (preferences: Preferences) => void
}) {
  const saved = preferences.disclosure
  const [words, setWords] = useState(saved)
  const [isSaved, setSaved] = useState(false)
  const action = useAction()
  const change = (part: Partial<typeof words>) => {
    setSaved(false)
    setWords({ ...words, ...part })
  }
  const isWrong = (name: keyof typeof words) => action.failure?.detail.field === `disclosure.${name}`
  const isSame = Object.entries(words).every(([name, value]) => value.trim() === Reflect.get(saved, name))
  return (
    <section className="words">
      <h2>{text.receipts.title}</h2>
      <p className="hint">{text.receipts.lead}</p>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          action.run(async () => {
            await changePreferences(preferences, { disclosure: words }, onChanged)
            setSaved(true)
          })
        }}
      >
        <Field
          label={text.receipts.thirdParty}
          hint={text.receipts.thirdPartyHint}
          value={words.thirdParty}
          isWrong={isWrong('thirdParty')}
          wrongText={text.receipts.plainText(200)}
          onChange={(thirdParty) => change({ thirdParty })}
        />
        {(['service', 'certification'] as const).map((name) => (
          <Words
            key={name}
            label={text.receipts[name]}
            hint={text.receipts[`${name}Hint`]}
            value={words[name]}
            isWrong={isWrong(name)}
            onChange={(value) => change({ [name]: value })}
          />
        ))}
        <div className="dialog-actions">
          <Button type="submit" disabled={isSame} busy={action.isRunning}>
            {text.receipts.saveWords}
          </Button>
          {words.certification === '' && (
            <Button onPress={() => change({ certification: text.receipts.statement(words.thirdParty) })}>
              {text.receipts.insert}
            </Button>
          )}
          <span role="status">{isSaved && isSame ? text.receipts.saved : ''}</span>
        </div>
      </form>
      {action.failure && action.failure.code !== 'invalid_input' && <Problem failure={action.failure} />}
      <p>
        <ReceiptButtons of={null} />
      </p>
    </section>
  )
}

function Words({
  label,
  hint,
  value,
  isWrong,
  onChange,
}: {
  label: string
  hint: string
  value: string
  isWrong: boolean
  onChange: (value: string) => void
}) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={mostCharacters}
        value={value}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className="hint" id={`${id}-hint`}>
        {isWrong ? text.receipts.plainText(mostCharacters) : hint}{' '}
        {text.receipts.left(mostCharacters - value.length)}
      </p>
    </div>
  )
}
