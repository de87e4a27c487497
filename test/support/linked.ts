import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import { prepareSandbox } from '../../electron/main/connections/link/prepare-sandbox.ts'
import { viewDetails } from '../../electron/main/connections/model/view.ts'
import type { Connection } from '../../shared/models/connection.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import { eventually, type Harness } from './harness.ts'
import { consentAt, type Ended, type Visit } from './consent-at.ts'

/** Starts a link and plays the user in the browser that it opens. */
export async function linkAs(
  harness: Harness,
  institutionId: string,
  visit: Visit,
  connectionId?: string,
): Promise<{ progress: LinkProgress; page: Ended }> {
  const before = harness.opened.length
  const { id } = await startLink(harness.deps, { institutionId, connectionId })
  const url = await eventually('the browser is opened', () => {
    const stopped = harness.events.find(({ payload }) => Reflect.get(Object(payload), 'step') === 'failed')
    if (stopped && !harness.opened[before])
      throw new Error(`stopped: ${JSON.stringify([stopped, harness.log.lines])}`)
    return harness.opened[before]
  })
  const page = await consentAt(url, visit)
  return { progress: await harness.ended(id), page }
}

/** A connection to Mikomo, as after the first run. */
export async function linkMikomo(harness: Harness, user = 'mikomo_7'): Promise<Connection> {
  const institution = await prepareSandbox(harness.deps)
  const { progress } = await linkAs(harness, institution.id, { user })
  if (progress.linkedConnectionId === null) throw new Error(`not linked: ${JSON.stringify(progress.problem)}`)
  return viewDetails(harness.deps, progress.linkedConnectionId)
}
