import type { ScriptClient } from '../../shared/models/script.ts'
import { Button } from '../parts/button.tsx'
import { ChoiceName } from '../parts/choice-rows.tsx'
import { Name } from '../parts/name.tsx'
import { TabStop } from '../parts/tab-stop.ts'
import { agoText, capitalized } from '../text/format.ts'
import { text } from '../text/text.ts'
import { accessOf, connectionLines, isEndingSoon, untilText, type ScriptAccess } from './script-words.ts'

/** A program: what it calls itself, what it may use, until when, and how to end that. */
export function ClientRow({
  client,
  isChosen,
  isCurrent,
  nowMs,
  onFocus,
  onChoose,
  onEnd,
}: {
  client: ScriptClient
  isChosen: boolean
  /** The only row that Tab reaches. */
  isCurrent: boolean
  nowMs: number
  onFocus: (id: string) => void
  onChoose: (id: string) => void
  onEnd: (client: ScriptClient) => void
}) {
  const { id, name, folder, lastUsedMs, uses, endedAtMs, isNameTaken } = client
  const words = text.scripts
  const access = accessOf(client, nowMs)
  const names = [...new Set(access.open.map(({ connectionName }) => connectionName))].join('\n')
  return (
    <tr
      data-id={id}
      className={isChosen ? 'selected' : ''}
      onClick={() => onChoose(id)}
      onFocus={() => onFocus(id)}
    >
      <th scope="row" className="name-cell">
        <ChoiceName name={name} isChosen={isChosen} isCurrent={isCurrent} onChoose={() => onChoose(id)} />
        <span className="sub one-line" title={folder}>
          <Name text={words.claims(folder)} />
        </span>
        {isNameTaken && <span className="sub soon-text">{words.isNameTaken}</span>}
      </th>
      <td className="uses-cell" title={names}>
        {connectionLines(access.open).map((line) => (
          <span key={line}>
            <Name text={line} />
          </span>
        ))}
      </td>
      <td className="level-cell">
        {access.level && (
          <span className="tag ended" title={words.levelHints[access.level]}>
            {words.levels[access.level]}
          </span>
        )}
      </td>
      <td className="until-cell">
        <Until access={access} nowMs={nowMs} />
      </td>
      <td className="lastUsed-cell">
        {lastUsedMs === null ? words.never : words.lastUse(capitalized(agoText(lastUsedMs, nowMs)), uses)}
      </td>
      <td className="actions-cell">
        {endedAtMs === null && (
          <TabStop value={isCurrent}>
            <span data-keeps-focus onClick={(event) => event.stopPropagation()} role="presentation">
              <Button
                look="quiet-danger"
                isDestructive
                label={words.endOf(name)}
                onPress={() => onEnd(client)}
              >
                {words.end}
              </Button>
            </span>
          </TabStop>
        )}
      </td>
    </tr>
  )
}

/** When its access ends. After that, until when a token that it was given works. */
function Until({ access: { untilMs, tokenUntilMs }, nowMs }: { access: ScriptAccess; nowMs: number }) {
  const words = text.scripts
  return (
    <>
      {untilMs !== null && (
        <span className={isEndingSoon(untilMs, nowMs) ? 'soon-text' : undefined}>
          {capitalized(untilText(untilMs, nowMs))}
          {isEndingSoon(untilMs, nowMs) && <span aria-hidden="true"> ◐</span>}
        </span>
      )}
      {untilMs === null && tokenUntilMs !== null && <span className="tag ended">{words.ended}</span>}
      {tokenUntilMs !== null && (
        <span className="sub soon-text" title={words.tokenWorksHint}>
          {words.tokenWorks(untilText(tokenUntilMs, nowMs))}
        </span>
      )}
    </>
  )
}
