import type { LocalError, LocalOutput } from '../../../shared/local.ts'
import { exitCodeOf } from '../connect/request.ts'
import type { Context } from '../context.ts'
import { CommandError, exits } from '../failure.ts'
import { column } from '../output/columns.ts'
import { writeDocument } from '../output/document.ts'
import { allOr } from './read-rows.ts'

const columns = [
  column('dataset', 'text'),
  column('outcome'),
  column('inserted', 'count'),
  column('updated', 'count'),
  column('started_at', 'utc'),
  column('ended_at', 'utc'),
  column('error', 'text'),
]

export async function pull(context: Context): Promise<number> {
  const { call, parsed, options, output } = context
  const [dataset] = allOr(context)
  if (dataset === undefined && !parsed.flags.has('--all'))
    throw new CommandError('wrong_use', exits.use, 'Name a dataset, or use --all.')
  const answer = await call('datasets.run', {
    ...(dataset === undefined ? {} : { dataset }),
    wait: options.waitsForRuns,
  })
  const { runs, leftOut } = answer
  await writeDocument(output, options, {
    answer,
    items: runs,
    rows: runs.map((run) => ({
      dataset: run.dataset,
      outcome: run.isRunning ? 'running' : run.outcome,
      inserted: run.inserted,
      updated: run.updated,
      started_at: run.startedAt,
      ended_at: run.endedAt,
      error: run.error?.message ?? null,
    })),
    columns,
    none: 'There is no dataset that this program may run.',
  })
  if (leftOut > 0)
    output.say(
      `${leftOut} ${leftOut === 1 ? 'dataset was' : 'datasets were'} not run: this program may not use all of their connections. Name one to ask for it.`,
    )
  return exitCodeOfAll([...runs.map(problemOf), ...Array.from({ length: leftOut }, () => 'partial' as const)])
}

type Run = LocalOutput<'datasets.run'>['runs'][number]

/** Null for a run without one, and for a run that has not ended. */
function problemOf({ isRunning, outcome, error }: Run): LocalError | 'partial' | null {
  if (isRunning || outcome === 'complete') return null
  return error ?? (outcome === null ? null : 'partial')
}

/** @param problems of each thing that was to be done; null for none */
export function exitCodeOfAll(problems: readonly (LocalError | 'partial' | null)[]): number {
  const found = problems.filter((problem) => problem !== null)
  const [first] = found
  if (first === undefined) return 0
  if (first === 'partial' || found.length < problems.length || found.includes('partial')) return exits.partial
  return exitCodeOf(first.kind)
}
