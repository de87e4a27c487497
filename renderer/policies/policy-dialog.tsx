import { useEffect, useMemo, useState, type FormEvent } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { RefreshPolicy, SetPolicy } from '../../shared/models/refresh-policy.ts'
import { Button } from '../parts/button.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { PolicyFields } from './policy-fields.tsx'
import { commonPolicy, draftOf, policyOf, targetChoices, type TargetChoice } from './policy-draft.ts'

/** Set with one call, so that a policy for any number of connections can be followed. */
const pageSize = 500

/** Sets when connections are refreshed by themselves: for some, for a label, or for an institution. */
export function PolicyDialog({
  connections,
  everyone,
  onClose,
}: {
  connections: ConnectionSummary[]
  everyone: ConnectionSummary[]
  onClose: () => void
}) {
  const [set, setSet] = useState<SetPolicy[] | null>(null)
  const loading = useAction()
  const { run } = loading
  useEffect(() => {
    const connectionIds = connections.slice(0, pageSize).map(({ id }) => id)
    run(() => call('policies.list', { connectionIds }).then(setSet))
  }, [run, connections])
  return (
    <DialogFrame title={text.policies.dialogTitle} onClose={onClose}>
      {loading.failure && <Problem failure={loading.failure} />}
      {set && <PolicyForm connections={connections} everyone={everyone} set={set} onClose={onClose} />}
    </DialogFrame>
  )
}

function PolicyForm({
  connections,
  everyone,
  set,
  onClose,
}: {
  connections: ConnectionSummary[]
  everyone: ConnectionSummary[]
  set: SetPolicy[]
  onClose: () => void
}) {
  const choices = useMemo(() => targetChoices(connections, everyone), [connections, everyone])
  const [choice, setChoice] = useState(choices[0])
  const [draft, setDraft] = useState(() => draftOf(commonPolicy(choice?.targets ?? [], set)))
  const [isChecked, setChecked] = useState(false)
  const [done, setDone] = useState(0)
  const action = useAction()
  const policy = policyOf(draft)
  if (!choice) return null
  const choose = (key: string) => {
    const chosen = choices.find((one) => one.key === key)
    if (!chosen) return
    setChoice(chosen)
    setDraft(draftOf(commonPolicy(chosen.targets, set)))
  }
  const save = () => {
    setChecked(true)
    if (policy === undefined) return
    action.run(async () => {
      for (let from = 0; from < choice.targets.length; from += pageSize) {
        const targets = choice.targets.slice(from, from + pageSize)
        await call('policies.change', { targets, policy })
        setDone(from + targets.length)
      }
      onClose()
    })
  }
  return (
    <form
      className="policy-form"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        save()
      }}
    >
      <label className="policy-target">
        {text.policies.target}{' '}
        <select value={choice.key} onChange={(event) => choose(event.target.value)}>
          {choices.map((one) => (
            <option key={one.key} value={one.key}>
              {choiceText(one)}
            </option>
          ))}
        </select>
      </label>
      <PolicyFields draft={draft} isChecked={isChecked} onChange={setDraft} />
      <p role="status">{policy !== undefined && resultText(choice, policy)}</p>
      {draft.kind === 'never' && <p className="notice">{text.policies.neverHint}</p>}
      {action.isRunning && choice.targets.length > pageSize && (
        <p className="sub" role="status">
          {text.policies.progress(done, choice.targets.length)}
        </p>
      )}
      {action.failure && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        <span className="gap" />
        <Button onPress={onClose}>{text.policies.cancel}</Button>
        <Button look="primary" type="submit" busy={action.isRunning}>
          {text.policies.save}
        </Button>
      </div>
    </form>
  )
}

function choiceText({ kind, name, count }: TargetChoice): string {
  const { targets } = text.policies
  if (kind !== 'connection') return targets[kind](name, count)
  return count === 1 ? targets.one : targets.several(count)
}

/** What saving leads to. */
function resultText({ kind }: TargetChoice, policy: RefreshPolicy | null): string {
  const { result } = text.policies
  if (policy === null) return kind === 'connection' ? result.none : result.removed
  return result[kind](text.policies.inWords(policy))
}
