import { useMemo } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { OneOf } from '../parts/options.tsx'
import { text } from '../text/text.ts'
import { ConnectionPicker } from './connection-picker.tsx'
import { selectionKinds, type Draft, type Fault } from './draft.ts'
import { LabelPicker } from './label-picker.tsx'
import { Setting } from './setting.tsx'

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Which connections: all of them, those with a label, or chosen ones. */
export function SelectionSetting({
  draft: { from, ids, labels },
  connections,
  faults,
  onChange,
}: {
  draft: Draft
  connections: readonly ConnectionSummary[]
  faults: ReadonlySet<Fault>
  onChange: (part: Partial<Draft>) => void
}) {
  const words = text.data.dialog
  const readable = useMemo(
    () => connections.filter((one) => ids.has(one.id) || (one.sharesAccounts && one.status !== 'revoked')),
    [connections, ids],
  )
  const inUse = useMemo(
    () =>
      [...new Set([...connections.flatMap((one) => one.labels), ...labels])].toSorted((a, b) =>
        collator.compare(a, b),
      ),
    [connections, labels],
  )
  const hints = { all: words.allHint, labels: words.labelsHint, connections: undefined }
  const wrong = faults.has('connections')
    ? words.connectionsMissing
    : faults.has('labels')
      ? words.labelsMissing
      : null
  return (
    <Setting title={words.from} wrong={wrong} {...(hints[from] !== undefined && { hint: hints[from] })}>
      <OneOf
        label={words.from}
        options={selectionKinds}
        value={from}
        nameOf={(kind) => (kind === 'all' ? words.selections.all(readable.length) : words.selections[kind])}
        onChange={(kind) => onChange({ from: kind })}
      />
      {from === 'connections' && (
        <ConnectionPicker
          connections={readable}
          chosen={ids}
          onChange={(chosen) => onChange({ ids: chosen })}
        />
      )}
      {from === 'labels' && (
        <LabelPicker labels={inUse} chosen={labels} onChange={(chosen) => onChange({ labels: chosen })} />
      )}
    </Setting>
  )
}
