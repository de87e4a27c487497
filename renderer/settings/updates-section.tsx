import { useState, type FormEvent } from 'react'
import type { Preferences } from '../../shared/models/app.ts'
import type { UpdateStatus } from '../../shared/models/updates.ts'
import { call } from '../state/api.ts'
import { useNow } from '../state/use-now.ts'
import { agoText } from '../text/format.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { useUpdates } from '../state/use-updates.ts'
import { changePreferences } from '../state/change-preferences.ts'

/** Whether and where Mooring checks for updates, and the current status. */
export function UpdatesSection({
  preferences,
  onChanged,
}: {
  preferences: Preferences
  onChanged: (preferences: Preferences) => void
}) {
  const status = useUpdates()
  const choice = useAction()
  const check = useAction()
  const change = (chosen: Partial<Preferences>) =>
    choice.run(() => changePreferences(preferences, chosen, onChanged))
  if (!status) return null
  if (status.state === 'unavailable') {
    return (
      <section>
        <h2>{text.updates.title}</h2>
        <p>{text.updates.unavailable}</p>
      </section>
    )
  }
  return (
    <section className="updates">
      <h2>{text.updates.title}</h2>
      <Check
        label={text.updates.on}
        hint={text.updates.onHint}
        isOn={preferences.updates}
        onChange={(updates) => change({ updates })}
      />
      {preferences.updates && (
        <FeedForm
          feed={preferences.updateFeed ?? status.builtInFeed ?? ''}
          hint={text.updates.feedHint(status.builtInFeed !== null)}
          isWrong={choice.failure?.code === 'update_feed_insecure'}
          onSave={(feed) => change({ updateFeed: feed === '' || feed === status.builtInFeed ? null : feed })}
        />
      )}
      {choice.failure && <Problem failure={choice.failure} />}
      <StatusLine status={status} />
      {status.problem && <Problem failure={status.problem} isNew={check.isRunning} />}
      {check.failure && <Problem failure={check.failure} />}
      <p>
        {status.state === 'ready' ? (
          <Button
            look="primary"
            busy={check.isRunning}
            onPress={() => check.run(() => call('updates.install', {}))}
          >
            {text.updates.install}
          </Button>
        ) : (
          <Button
            disabled={status.state === 'off'}
            busy={check.isRunning || status.state === 'looking' || status.state === 'fetching'}
            onPress={() => check.run(() => call('updates.look', {}))}
          >
            {text.updates.check}
          </Button>
        )}
      </p>
    </section>
  )
}

function FeedForm({
  feed,
  hint,
  isWrong,
  onSave,
}: {
  feed: string
  hint: string
  isWrong: boolean
  onSave: (feed: string) => void
}) {
  const [typed, setTyped] = useState(feed)
  return (
    <form
      className="feed"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        onSave(typed.trim())
      }}
    >
      <Field
        label={text.updates.feed}
        hint={hint}
        type="url"
        value={typed}
        onChange={setTyped}
        isWrong={isWrong}
      />
      <Button type="submit" disabled={typed.trim() === feed}>
        {text.updates.saveFeed}
      </Button>
    </form>
  )
}

function StatusLine({ status }: { status: UpdateStatus }) {
  const nowMs = useNow(20_000)
  const checkedAt =
    status.lookedAtMs === null ? '' : text.updates.checkedAt(agoText(status.lookedAtMs, nowMs))
  return (
    <p role="status">
      {text.updates.states(status)} {checkedAt}
    </p>
  )
}
