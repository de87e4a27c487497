import { useContext, useEffect, useMemo, useState } from 'react'
import { inDaysText } from '../../shared/calendar.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { useNow } from '../state/use-now.ts'
import { messageOf } from '../text/error-messages.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { Name } from '../parts/name.tsx'
import { text } from '../text/text.ts'
import { endingOf } from '../../shared/ending.ts'
import { attentionOrder, needOf, type Need } from '../../shared/need.ts'
import { RemovalsContext } from './removals.ts'
import { RemoveButton } from './remove-button.tsx'
import { statusOf } from '../text/connection-status.ts'

/** Counts the connections that need the user, and leads through them one by one. */
export function FixBar({
  connections,
  onStart,
  onShow,
  onRegister,
}: {
  connections: ConnectionSummary[]
  /** Going through them begins: the list has to show them. */
  onStart: () => void
  onShow: (id: string) => void
  onRegister: () => void
}) {
  const nowMs = useNow(60_000)
  const { pending } = useContext(RemovalsContext)
  const inNeed = useMemo(
    () => connections.filter((one) => needOf(one, nowMs) !== null && !pending.has(one.id)),
    [connections, nowMs, pending],
  )
  const [queue, setQueue] = useState<readonly string[] | null>(null)
  const [at, setAt] = useState(0)

  // Skip connections that no longer need attention.
  const index =
    queue?.findIndex((id, position) => position >= at && inNeed.some((one) => one.id === id)) ?? -1
  const current = queue && inNeed.find(({ id }) => id === queue[index])
  const currentId = current?.id
  useEffect(() => {
    if (currentId !== undefined) onShow(currentId)
  }, [currentId, onShow])

  if (queue && current) {
    return (
      <Step
        key={current.id}
        connection={current}
        number={index + 1}
        total={queue.length}
        nowMs={nowMs}
        onRegister={onRegister}
        onSkip={() => setAt(index + 1)}
        onLeave={() => setQueue(null)}
      />
    )
  }
  if (queue) {
    return (
      <div className="banner working" role="status">
        <p>{text.fix.done}</p>
        <Button autoFocus onPress={() => setQueue(null)}>
          {text.bulk.close}
        </Button>
      </div>
    )
  }
  if (inNeed.length === 0) return null
  return (
    <section className="banner soon" aria-label={text.list.needsAttention}>
      <span className="shape" aria-hidden="true">
        ▲
      </span>
      <p>
        <strong>{text.fix.banner(inNeed.length)}</strong> {reasonsText(inNeed, nowMs)}
      </p>
      <Button
        onPress={() => {
          onStart()
          setQueue(
            inNeed
              .toSorted((a, b) => attentionOrder(a, nowMs) - attentionOrder(b, nowMs))
              .map(({ id }) => id),
          )
          setAt(0)
        }}
      >
        {text.fix.start}
      </Button>
    </section>
  )
}

function Step({
  connection,
  number,
  total,
  nowMs,
  onRegister,
  onSkip,
  onLeave,
}: {
  connection: ConnectionSummary
  number: number
  total: number
  nowMs: number
  onRegister: () => void
  onSkip: () => void
  onLeave: () => void
}) {
  const action = useAction(connection)
  const { id, institutionId, institutionName, signedInAs, problem } = connection
  const need = needOf(connection, nowMs) ?? 'relink'
  const message = problem && messageOf(problem)
  const isRemoved = need === 'end-there'
  const fixes: Record<Exclude<Need, 'end-there'>, () => void> = {
    relink: () => action.run(() => call('links.start', { institutionId, connectionId: id })),
    unlock: () => action.run(() => call('keychain.retry', {})),
    register: onRegister,
  }
  const labels: Record<Need, string> = {
    relink: text.fix.relink,
    unlock: text.fix.unlock,
    register: text.fix.register,
    'end-there': text.fix.remove,
  }
  return (
    <section className="banner soon fixing" aria-label={text.fix.label}>
      <p role="status">
        <span className="step">{text.fix.step(number, total)}</span>{' '}
        <strong>
          <Name text={institutionName} />
          {signedInAs && (
            <>
              {', '}
              <Name text={signedInAs} />
            </>
          )}
          : {statusOf(connection, nowMs).label}.
        </strong>{' '}
        {message && `${message.what} ${message.next}`}
      </p>
      {isRemoved ? (
        <RemoveButton connection={connection} look="primary">
          {labels[need]}
        </RemoveButton>
      ) : (
        <Button look="primary" autoFocus busy={action.isRunning} onPress={fixes[need]}>
          {labels[need]}
        </Button>
      )}
      <Button autoFocus={isRemoved} onPress={onSkip}>
        {text.fix.skip}
      </Button>
      <Button look="quiet" onPress={onLeave}>
        {text.fix.leave}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </section>
  )
}

/** Why they need attention, most urgent first: "2 need relinking, 1 expires in 6 days". */
function reasonsText(inNeed: ConnectionSummary[], nowMs: number): string {
  const total = inNeed.length
  const of = (need: Need) => inNeed.filter((connection) => needOf(connection, nowMs) === need)
  const ending = of('relink').filter(
    (connection) => connection.status === 'active' && endingOf(connection, nowMs).tone === 'soon',
  )
  const ended = of('relink').length - ending.length
  const soonestMs = Math.min(...ending.map((connection) => endingOf(connection, nowMs).untilMs))
  const others = (['unlock', 'register', 'end-there'] as const)
    .map((need) => ({ need, count: of(need).length }))
    .filter(({ count }) => count > 0)
  return `${[
    ...(ended > 0 ? [text.fix.reasons.ended(ended, total)] : []),
    ...others.map(({ need, count }) => text.fix.reasons[need](count, total)),
    ...(ending.length > 0
      ? [text.fix.reasons.ending(ending.length, total, inDaysText(soonestMs, nowMs))]
      : []),
  ].join(', ')}.`
}
