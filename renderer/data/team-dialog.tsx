import { useEffect, useRef, useState, type FormEvent } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import type { TeamTest } from '../../shared/models/team.ts'
import { Button } from '../parts/button.tsx'
import { Check } from '../parts/check.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { TeamDdl } from './team-ddl.tsx'
import { finishedTeam, hasStoredSecret, teamDraftOf, teamFaultsOf, type TeamDraft } from './team-draft.ts'
import { TeamPlace, TeamSignIn } from './team-fields.tsx'

/** Sets up a dataset's copy in a team's database, or changes it. */
export function TeamDialog({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const { id, name } = dataset
  const words = text.team.dialog
  const [draft, setDraft] = useState(() => teamDraftOf(dataset))
  const [isChecked, setChecked] = useState(false)
  const [tested, setTested] = useState<{ draft: TeamDraft; found: TeamTest; count: number } | null>(null)
  const action = useAction(draft)
  useEffect(
    () => () => {
      // Main forgets by itself what is saved, and at the latest when it quits.
      call('team.dropFiles', {}).catch(() => undefined)
    },
    [],
  )
  const change = (part: Partial<TeamDraft>) => setDraft((before) => ({ ...before, ...part }))
  const all = teamFaultsOf(draft, hasStoredSecret(draft, dataset))
  const faults = isChecked ? all : new Set<never>()
  const found = tested?.draft === draft ? tested.found : null

  const whole = (work: () => Promise<unknown>) => {
    setChecked(true)
    if (all.size === 0) action.run(work)
  }
  const test = () =>
    whole(async () => {
      const result = await call('team.test', { id, input: finishedTeam(draft) })
      setTested((before) => ({ draft, found: result, count: (before?.count ?? 0) + 1 }))
    })
  const save = () =>
    whole(async () => {
      await call('team.save', { id, input: finishedTeam(draft) })
      onClose()
    })
  return (
    <DialogFrame title={words.title(name)} isWide onClose={onClose}>
      <form
        className="dataset-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          save()
        }}
      >
        <p>{words.what}</p>
        <TeamPlace draft={draft} faults={faults} onChange={change} />
        <TeamSignIn dataset={dataset} draft={draft} faults={faults} action={action} onChange={change} />
        <Check
          label={words.names}
          hint={words.namesHint}
          isOn={draft.withNames}
          onChange={(withNames) => change({ withNames })}
        />
        <TeamDdl draft={draft} found={found} action={action} />
        {tested && found && <Found key={tested.count} found={found} />}
        {action.failure && <Problem failure={action.failure} />}
        <div className="dialog-actions">
          <Button busy={action.isRunning} onPress={test}>
            {words.test}
          </Button>
          <span className="gap" />
          <Button onPress={onClose}>{words.cancel}</Button>
          <Button look="primary" type="submit" busy={action.isRunning}>
            {words.save}
          </Button>
        </div>
      </form>
    </DialogFrame>
  )
}

/** Everything that a test has found: what is missing, or that nothing is. */
function Found({ found: { serverVersion, isEncrypted, problems, notes } }: { found: TeamTest }) {
  const shown = useRef<HTMLDivElement>(null)
  // The form is longer than the window.
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <div ref={shown} className="team-found">
      {problems.length === 0 && (
        <p role="status">{text.team.dialog.inOrder(serverVersion ?? '', isEncrypted)}</p>
      )}
      {problems.map((problem) => (
        <Problem key={`${problem.code} ${problem.detail.error}`} failure={problem} />
      ))}
      {notes.map((note) => (
        <Problem key={note.code} failure={note} tone="soon" />
      ))}
    </div>
  )
}
