import type { Handlers, Method } from '../../../shared/contract.ts'

/** Calls that the window makes without the user, when it opens or when something has changed. */
const ownCalls: ReadonlySet<string> = new Set<Method>([
  'app.status',
  'clock.status',
  'keychain.status',
  'registrations.list',
  'institutions.list',
  'institutions.describe',
  'certificates.drop',
  'links.list',
  'relinks.list',
  'links.disclose',
  'connections.list',
  'connections.read',
  'accounts.list',
  'list.read',
  'datasets.list',
  'datasets.coverage',
  'datasets.runs',
  'datasets.questions',
  'datasets.ofConnection',
  'datasets.totals',
  'team.dropFiles',
  'policies.list',
  'refreshes.read',
  'activity.list',
  'scripts.read',
  'scripts.command',
  'health.check',
  'openRequest.take',
  'browser.read',
  'exportFolder.read',
  'preferences.read',
  'background.read',
  'window.endHidden',
  'updates.status',
])

/** The same handlers, which call `onUse` before every call that only the user can cause. */
export function countUse(handlers: Handlers, onUse: () => void): Handlers {
  const counted = Object.entries(handlers).map(([method, handler]) => [
    method,
    ownCalls.has(method)
      ? handler
      : (input: never) => {
          onUse()
          return (handler as (input: never) => unknown)(input)
        },
  ])
  return Object.fromEntries(counted) as Handlers
}
