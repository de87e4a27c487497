import { useEffect, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { Activity } from '../../shared/models/activity.ts'
import { call, on, toFailure } from '../state/api.ts'

export interface ActivityRead {
  /** Null until the first answer. */
  lines: Activity[] | null
  /** There are older ones than those. */
  hasOlder: boolean
  failure: Failure | null
}

const longestPage = 500
const delayMs = 50

/** What happened, to one connection or to all, the newest first; read anew whenever a connection changes. */
export function useActivity(connectionId: string | undefined, count: number): ActivityRead {
  const [read, setRead] = useState<ActivityRead>({ lines: null, hasOlder: false, failure: null })
  useEffect(() => {
    let isCurrent = true
    const keep = (now: ActivityRead) => {
      if (isCurrent) setRead(now)
    }
    const load = () => {
      readNewest(connectionId, count).then(
        ({ lines, hasOlder }) => keep({ lines, hasOlder, failure: null }),
        (thrown: unknown) => keep({ lines: null, hasOlder: false, failure: toFailure(thrown) }),
      )
    }
    // A refresh of many tells of each of them several times: what came within a moment is read once.
    let timer: ReturnType<typeof setTimeout> | null = null
    const loadSoon = ({ id }: { id: string }) => {
      if (connectionId !== undefined && id !== connectionId) return
      timer ??= setTimeout(() => {
        timer = null
        load()
      }, delayMs)
    }
    const stops = [on('connection.changed', loadSoon), on('connection.removed', loadSoon)]
    load()
    return () => {
      isCurrent = false
      if (timer !== null) clearTimeout(timer)
      stops.forEach((stop) => stop())
    }
  }, [connectionId, count])
  return read
}

async function readNewest(
  connectionId: string | undefined,
  count: number,
): Promise<{ lines: Activity[]; hasOlder: boolean }> {
  const lines: Activity[] = []
  for (;;) {
    // One more than is shown tells whether there is more.
    const limit = Math.min(count + 1 - lines.length, longestPage)
    const last = lines.at(-1)
    const page = await call('activity.list', {
      ...(connectionId === undefined ? {} : { connectionId }),
      ...(last ? { beforeId: last.id } : {}),
      limit,
    })
    lines.push(...page)
    if (page.length < limit || lines.length > count) break
  }
  return { lines: lines.slice(0, count), hasOlder: lines.length > count }
}
