import { useState } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import { DangerActions } from '../parts/danger-actions.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Name } from '../parts/name.tsx'
import { OneOf } from '../parts/options.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { copiesText } from './dataset-words.ts'
import { Setting } from './setting.tsx'

const choices = ['keep', 'delete'] as const

/** Asks before a dataset is removed, and what becomes of its files. */
export function RemoveDataset({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const { id, name, rows, accounts, place } = dataset
  const words = text.data.removal
  const action = useAction(dataset)
  const [files, choose] = useState<(typeof choices)[number]>('keep')
  const remove = () =>
    action.run(async () => {
      await call('datasets.remove', { id, deletesFiles: files === 'delete' })
      onClose()
    })
  return (
    <DialogFrame title={words.title(name)} onClose={onClose}>
      <p>{words.what}</p>
      <Setting title={words.files} hint={words.choiceHints[files]}>
        <OneOf
          label={words.files}
          options={choices}
          value={files}
          nameOf={(choice) => words.choices[choice]}
          onChange={choose}
        />
        <p className="place">
          <Name text={[place.shown, copiesText(dataset)].filter(Boolean).join(' ')} />
        </p>
        <p>{words.holds(rows, accounts)}</p>
        {dataset.team && <p>{text.team.removal[files]}</p>}
      </Setting>
      <DangerActions
        keep={words.keep}
        end={files === 'keep' ? words.remove : words.removeWithFiles}
        action={action}
        onKeep={onClose}
        onEnd={remove}
      />
    </DialogFrame>
  )
}
