import type { Output } from '../../shared/contract.ts'
import type { Dataset } from '../../shared/models/dataset.ts'
import { Button } from '../parts/button.tsx'
import { Name } from '../parts/name.tsx'
import type { Action } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Setting } from './setting.tsx'

export type Place = NonNullable<Output<'datasets.choosePlace'>['place']>

/** Where the file is. Can be chosen for a new dataset only. */
export function PlaceSetting({
  dataset,
  name,
  place,
  onPlace,
  action,
}: {
  dataset: Dataset | null
  /** Proposes the name of the file. */
  name: string
  place: Place | null
  onPlace: (place: Place | null) => void
  action: Action
}) {
  const words = text.data.dialog
  const shown = dataset?.place.shown ?? place?.shown ?? words.dataFolder
  const isSynced = dataset?.place.isSynced ?? place?.isSynced ?? false
  const choose = () =>
    action.run(async () => {
      const chosen = await call('datasets.choosePlace', { name: name.trim() || words.defaultName })
      if (chosen.place) onPlace(chosen.place)
    })
  return (
    <Setting title={words.where} {...(dataset !== null && { hint: words.whereHint })}>
      <div className="setting-line">
        <span className="place" title={shown}>
          <Name text={shown} />
        </span>
        {dataset !== null && (
          <Button onPress={() => action.run(() => call('datasets.show', { id: dataset.id }))}>
            {text.data.actions.showInFolder}
          </Button>
        )}
        {dataset === null && (
          <Button busy={action.isRunning} onPress={choose}>
            {words.choose}
          </Button>
        )}
        {place !== null && (
          <Button look="quiet" onPress={() => onPlace(null)}>
            {words.backToDataFolder}
          </Button>
        )}
      </div>
      {isSynced && <p className="problem soon">{words.synced}</p>}
    </Setting>
  )
}
