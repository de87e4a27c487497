import type { Notice } from '../../runtime/deps.ts'
import { readPreferences } from '../../store/preferences.ts'
import type { RefreshDeps, RefreshProblem } from './refresher.ts'

/** An outage fails many refreshes: those of this time are one notification. */
const collectMs = 10_000

/** Notifies the user of a problem of a planned refresh, if they want to hear of its kind. One notification for all within seconds. */
export function notifyProblem(deps: RefreshDeps, problem: RefreshProblem): void {
  const { quiet, notifyBroken, notifyRetry } = readPreferences(deps.store)
  if (quiet || !(problem.kind === 'broken' ? notifyBroken : notifyRetry)) return
  const { problems } = deps.refresher
  problems.push(problem)
  if (problems.length > 1) return
  deps.timers.set('notices', deps.now() + collectMs, () => {
    // The timer may fire again after sleep, when nothing is left.
    if (problems.length > 0) deps.notify(problemNotice(problems.splice(0)))
  })
}

/** One notification for all problems. Names the first of the worse kind, and counts the others. */
export function problemNotice(problems: readonly RefreshProblem[]): Notice {
  const [first] = problems.toSorted((a, b) => Number(b.kind === 'broken') - Number(a.kind === 'broken'))
  if (!first) throw new RangeError('no problems')
  const more = problems.length === 1 ? '' : ` ${problems.length - 1} more in Mooring.`
  return first.kind === 'broken'
    ? {
        title: `Access to ${first.institutionName} has ended`,
        body: `Relink it in Mooring to read its data again.${more}`,
      }
    : {
        title: `Refreshing ${first.institutionName} failed`,
        body: `Mooring keeps trying.${more}`,
      }
}
