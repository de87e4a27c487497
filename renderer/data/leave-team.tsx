import { useState } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import { DangerActions } from '../parts/danger-actions.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { OneOf } from '../parts/options.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Setting } from './setting.tsx'

const choices = ['delete', 'keep'] as const

/** Asks before a dataset is no longer copied, and what becomes of the user's rows. */
export function LeaveTeam({ dataset, onClose }: { dataset: Dataset; onClose: () => void }) {
  const { id, name } = dataset
  const words = text.team.leaving
  const action = useAction(dataset)
  const [rows, choose] = useState<(typeof choices)[number]>('delete')
  const leave = () =>
    action.run(async () => {
      await call('team.leave', { id, deletesRows: rows === 'delete' })
      onClose()
    })
  return (
    <DialogFrame title={words.title(name)} onClose={onClose}>
      <p>{words.what}</p>
      <Setting title={words.rows} hint={words.choiceHints[rows]}>
        <OneOf
          label={words.rows}
          options={choices}
          value={rows}
          nameOf={(choice) => words.choices[choice]}
          onChange={choose}
        />
      </Setting>
      <DangerActions
        keep={words.stay}
        end={rows === 'keep' ? words.leave : words.leaveAndDelete}
        action={action}
        onKeep={onClose}
        onEnd={leave}
      />
    </DialogFrame>
  )
}
