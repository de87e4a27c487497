import { folded } from '../../shared/plain-text.ts'
import type { Account } from '../../shared/models/account.ts'
import type {
  CopyFormat,
  Dataset,
  DatasetDraft,
  DatasetSelection,
  Schedule,
} from '../../shared/models/dataset.ts'
import { accountKinds, kindOfCategory, type AccountKind } from '../parts/account-kinds.ts'

export const selectionKinds = ['all', 'labels', 'connections'] as const satisfies DatasetSelection['kind'][]
export const scheduleKinds = [
  'after refresh',
  'hourly',
  'daily',
  'weekdays',
  'by hand',
] as const satisfies Schedule['kind'][]
export const copyFormats = ['parquet', 'csv', 'jsonl'] as const satisfies CopyFormat[]
export const endings = ['keep', 'delete'] as const satisfies DatasetDraft['whenAccessEnds'][]

/** A dataset as it is in the dialog. What a choice hides is kept, so that going back to it loses nothing. */
export interface Draft {
  name: string
  from: DatasetSelection['kind']
  ids: ReadonlySet<string>
  labels: ReadonlySet<string>
  kinds: ReadonlySet<AccountKind>
  /** Null: all that the institutions give. Empty while no day is entered. */
  since: string | null
  when: Schedule['kind']
  /** As `07:00`; empty while no time is entered. */
  at: string
  copies: ReadonlySet<CopyFormat>
  whenAccessEnds: DatasetDraft['whenAccessEnds']
}

export type Fault = 'name' | 'nameTaken' | 'connections' | 'labels' | 'kinds' | 'since' | 'time'

const plainDraft: Draft = {
  name: '',
  from: 'all',
  ids: new Set(),
  labels: new Set(),
  kinds: new Set(accountKinds),
  since: null,
  when: 'daily',
  at: '07:00',
  copies: new Set(),
  whenAccessEnds: 'keep',
}

/** @param dataset null for a new one */
export function draftOf(dataset: Dataset | null): Draft {
  if (dataset === null) return plainDraft
  const { name, selection, categories, since, schedule, copies, whenAccessEnds } = dataset
  return {
    ...plainDraft,
    name,
    from: selection.kind,
    ids: new Set(selection.kind === 'connections' ? selection.ids : []),
    labels: new Set(selection.kind === 'labels' ? selection.labels : []),
    kinds: new Set(categories.map((category) => kindOfCategory[category])),
    since,
    when: schedule.kind,
    at: 'at' in schedule ? schedule.at : plainDraft.at,
    copies: new Set(copies),
    whenAccessEnds,
  }
}

/** What is wrong with the draft, all at once. @param today such as `2026-11-26` */
export function faultsOf(draft: Draft, otherNames: readonly string[], today: string): ReadonlySet<Fault> {
  const name = folded(draft.name.trim())
  const checks: [Fault, boolean][] = [
    ['name', name === ''],
    ['nameTaken', name !== '' && otherNames.some((other) => folded(other.trim()) === name)],
    ['connections', draft.from === 'connections' && draft.ids.size === 0],
    ['labels', draft.from === 'labels' && draft.labels.size === 0],
    ['kinds', draft.kinds.size === 0],
    ['since', draft.since !== null && (draft.since === '' || draft.since > today)],
    ['time', hasTime(draft.when) && draft.at === ''],
  ]
  return new Set(checks.filter(([, isWrong]) => isWrong).map(([fault]) => fault))
}

/** The draft as the main process takes it. It must have no faults. */
export function finished(draft: Draft): DatasetDraft {
  return {
    name: draft.name.trim(),
    selection: selectionOf(draft),
    categories: (Object.keys(kindOfCategory) as Account['category'][]).filter((category) =>
      draft.kinds.has(kindOfCategory[category]),
    ),
    since: draft.since,
    schedule: hasTime(draft.when) ? { kind: draft.when, at: draft.at } : { kind: draft.when },
    copies: copyFormats.filter((format) => draft.copies.has(format)),
    whenAccessEnds: draft.whenAccessEnds,
  }
}

export function hasTime(when: Schedule['kind']): when is 'daily' | 'weekdays' {
  return when === 'daily' || when === 'weekdays'
}

function selectionOf({ from, ids, labels }: Draft): DatasetSelection {
  if (from === 'connections') return { kind: from, ids: [...ids] }
  return from === 'labels' ? { kind: from, labels: [...labels] } : { kind: from }
}
