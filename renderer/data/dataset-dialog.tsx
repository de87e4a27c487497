import { localDay } from '../../shared/calendar.ts'
import { useMemo, useState, type FormEvent } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Dataset } from '../../shared/models/dataset.ts'
import { accountKinds } from '../parts/account-kinds.ts'
import { Button } from '../parts/button.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Field } from '../parts/field.tsx'
import { AnyOf, OneOf } from '../parts/options.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { useNow } from '../state/use-now.ts'
import { text } from '../text/text.ts'
import { copyFormats, draftOf, endings, faultsOf, finished, type Draft, type Fault } from './draft.ts'
import { PlaceSetting, type Place } from './place-setting.tsx'
import { SelectionSetting } from './selection-setting.tsx'
import { Setting } from './setting.tsx'
import { SinceSetting, WhenSetting } from './time-settings.tsx'

/** Makes a dataset, or changes one. Its place is chosen once. */
export function DatasetDialog({
  dataset,
  connections,
  datasets,
  onDone,
  onClose,
}: {
  /** Null: a new one. */
  dataset: Dataset | null
  connections: readonly ConnectionSummary[]
  datasets: readonly Dataset[]
  /** It was added, or changed. */
  onDone: (dataset: Dataset) => void
  onClose: () => void
}) {
  const words = text.data.dialog
  const [draft, setDraft] = useState(() => draftOf(dataset))
  const [place, setPlace] = useState<Place | null>(null)
  const [isChecked, setChecked] = useState(false)
  const action = useAction(draft)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const otherNames = useMemo(
    () => datasets.filter(({ id }) => id !== dataset?.id).map(({ name }) => name),
    [datasets, dataset],
  )
  const found = faultsOf(draft, otherNames, localDay(useNow(60_000)))
  const faults: ReadonlySet<Fault> = isChecked ? found : new Set()

  const save = (runs: boolean) => {
    setChecked(true)
    if (found.size > 0) return
    action.run(async () => {
      const done =
        dataset === null
          ? await call('datasets.add', { draft: finished(draft), placeId: place?.id ?? null })
          : await call('datasets.change', { id: dataset.id, draft: finished(draft) })
      onDone(done)
      onClose()
      if (runs) await call('datasets.run', { id: done.id })
    })
  }
  return (
    <DialogFrame title={dataset === null ? words.add : words.edit} isWide onClose={onClose}>
      <form
        className="dataset-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          save(dataset === null)
        }}
      >
        <Field
          label={words.name}
          value={draft.name}
          onChange={(name) => change({ name })}
          isWrong={faults.has('name') || faults.has('nameTaken')}
          wrongText={faults.has('nameTaken') ? words.nameTaken : words.nameMissing}
          takesFocus
        />
        <SelectionSetting draft={draft} connections={connections} faults={faults} onChange={change} />
        <Setting title={words.kinds} wrong={faults.has('kinds') ? words.kindsMissing : null}>
          <AnyOf
            label={words.kinds}
            options={accountKinds}
            values={draft.kinds}
            nameOf={(kind) => text.accounts.filters[kind]}
            onChange={(kinds) => change({ kinds })}
          />
        </Setting>
        <SinceSetting draft={draft} faults={faults} onChange={change} />
        <WhenSetting draft={draft} faults={faults} onChange={change} />
        <PlaceSetting dataset={dataset} name={draft.name} place={place} onPlace={setPlace} action={action} />
        <Setting title={words.copies} hint={words.copiesHint}>
          <AnyOf
            label={words.copies}
            options={copyFormats}
            values={draft.copies}
            nameOf={(format) => text.data.copies[format]}
            onChange={(copies) => change({ copies })}
          />
        </Setting>
        <Setting title={words.ends} hint={words.endHints[draft.whenAccessEnds]}>
          <OneOf
            label={words.ends}
            options={endings}
            value={draft.whenAccessEnds}
            nameOf={(ending) => words.endings[ending]}
            onChange={(whenAccessEnds) => change({ whenAccessEnds })}
          />
        </Setting>
        {action.failure && <Problem failure={action.failure} />}
        <div className="dialog-actions">
          <span className="hint dataset-disk">{words.disk}</span>
          <span className="gap" />
          <Button onPress={onClose}>{words.cancel}</Button>
          {dataset === null && (
            <Button busy={action.isRunning} onPress={() => save(false)}>
              {words.create}
            </Button>
          )}
          <Button look="primary" type="submit" busy={action.isRunning}>
            {dataset === null ? words.createAndRun : words.save}
          </Button>
        </div>
      </form>
    </DialogFrame>
  )
}
