import type { ScriptClient, ScriptConsent } from '../../shared/models/script.ts'
import { Button } from '../parts/button.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { dateText, dayTimeText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { isOpen, untilText } from './script-words.ts'

/** What one program may use, one line a consent, and what of it can still be used after its end. */
export function ClientDetail({
  client,
  nowMs,
  onConnection,
}: {
  client: ScriptClient
  nowMs: number
  onConnection: (id: string) => void
}) {
  const action = useAction(client)
  const words = text.scripts
  const shown = client.consents.filter(
    (one) => isOpen(one, nowMs) || (one.tokenUntilMs !== null && one.tokenUntilMs > nowMs),
  )
  return (
    <section className="script-detail" aria-label={words.detail(client.name)}>
      <h2>
        <Name text={words.detail(client.name)} />
      </h2>
      {shown.length === 0 && <p className="sub">{words.noConsent}</p>}
      <ul>
        {shown.map((consent) => (
          <ConsentLine
            key={consent.id}
            consent={consent}
            nowMs={nowMs}
            onConnection={onConnection}
            onEnd={() => action.run(() => call('scripts.endConsent', { id: consent.id }))}
          />
        ))}
      </ul>
      {action.failure && <Problem failure={action.failure} />}
    </section>
  )
}

function ConsentLine({
  consent,
  nowMs,
  onConnection,
  onEnd,
}: {
  consent: ScriptConsent
  nowMs: number
  onConnection: (id: string) => void
  onEnd: () => void
}) {
  const { connectionId, connectionName, level, untilMs, givenAtMs, tokenUntilMs, endedBy } = consent
  const words = text.scripts
  const isOver = !isOpen(consent, nowMs)
  const until = isOver ? words.endedBy[endedBy ?? 'date'] : words.until(untilText(untilMs, nowMs))
  const facts = [
    until,
    words.given(dateText(givenAtMs)),
    tokenUntilMs !== null && tokenUntilMs > nowMs ? words.tokenOpen(dayTimeText(tokenUntilMs, nowMs)) : null,
  ].filter(Boolean)
  return (
    <li className={isOver ? 'is-over' : undefined}>
      <span className="tag ended" title={words.levelHints[level]}>
        {words.levels[level]}
      </span>
      <span className="consent-what">
        {endedBy === 'remove' ? (
          <Name text={connectionName} />
        ) : (
          <button
            type="button"
            className="cell-link"
            title={words.openConnection(connectionName)}
            onClick={() => onConnection(connectionId)}
          >
            <Name text={connectionName} />
          </button>
        )}
        <span className="sub">{facts.join(' · ')}</span>
      </span>
      {!isOver && (
        <Button
          look="quiet-danger"
          isDestructive
          label={words.endConsentOf(connectionName, words.levels[level])}
          onPress={onEnd}
        >
          {words.end}
        </Button>
      )}
    </li>
  )
}
