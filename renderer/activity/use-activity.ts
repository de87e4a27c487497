import { useEffect, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { Activity, ActivityFilter } from '../../shared/models/activity.ts'
import { call, on, toFailure } from '../state/api.ts'

export interface ActivityRead {
  /** Null until the first answer. */
  lines: Activity[] | null
  /** Older lines exist. */
  hasOlder: boolean
  failure: Failure | null
}

const maxPage = 500
const delayMs = 50
const everything: ActivityFilter = {}

/**
 * The newest `count` entries of one connection or of all, newest first. Loaded again whenever a connection, or a program that uses one, changes.
 *
 * @param filter lets through only some; the same object until it changes
 */
export function useActivity(
  connectionId: string | undefined,
  count: number,
  filter: ActivityFilter = everything,
): ActivityRead {
  const [read, setRead] = useState<ActivityRead>({ lines: null, hasOlder: false, failure: null })
  useEffect(() => {
    let isCurrent = true
    const set = (now: ActivityRead) => {
      if (isCurrent) setRead(now)
    }
    const load = () => {
      readNewest({ ...filter, ...(connectionId !== undefined && { connectionId }) }, count).then(
        ({ lines, hasOlder }) => set({ lines, hasOlder, failure: null }),
        (thrown: unknown) => set({ lines: null, hasOlder: false, failure: toFailure(thrown) }),
      )
    }
    // Refreshing many connections sends several events for each: load once for those that come together.
    let timer: ReturnType<typeof setTimeout> | null = null
    const loadSoon = () => {
      timer ??= setTimeout(() => {
        timer = null
        load()
      }, delayMs)
    }
    const follow = ({ id }: { id: string }) => {
      if (connectionId === undefined || id === connectionId) loadSoon()
    }
    const stops = [
      on('connection.changed', follow),
      on('connection.removed', follow),
      on('scripts.changed', loadSoon),
    ]
    load()
    return () => {
      isCurrent = false
      if (timer !== null) clearTimeout(timer)
      stops.forEach((stop) => stop())
    }
  }, [filter, connectionId, count])
  return read
}

async function readNewest(
  filter: ActivityFilter,
  count: number,
): Promise<{ lines: Activity[]; hasOlder: boolean }> {
  const lines: Activity[] = []
  for (;;) {
    // One more than is shown, to know whether older lines exist.
    const limit = Math.min(count + 1 - lines.length, maxPage)
    const last = lines.at(-1)
    const page = await call('activity.list', {
      ...filter,
      ...(last ? { beforeId: last.id } : {}),
      limit,
    })
    lines.push(...page)
    if (page.length < limit || lines.length > count) break
  }
  return { lines: lines.slice(0, count), hasOlder: lines.length > count }
}
