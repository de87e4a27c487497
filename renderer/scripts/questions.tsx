import type { ScriptQuestion } from '../../shared/models/script.ts'
import { Button } from '../parts/button.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { agoText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** The requests that wait for the user. The page can only have their prompt shown. */
export function Questions({ questions, nowMs }: { questions: readonly ScriptQuestion[]; nowMs: number }) {
  const action = useAction(questions)
  const words = text.scripts
  if (questions.length === 0) return null
  return (
    <section className="script-questions" aria-label={words.waiting}>
      <h2>{words.waiting}</h2>
      <ul>
        {questions.map(({ id, clientName, connectionNames, connectionCount, level, askedAtMs }) => (
          <li key={id}>
            <span aria-hidden="true">●</span>
            <span className="question-what">
              <strong>
                <Name text={clientName} />
              </strong>{' '}
              {words.waitingFor}{' '}
              <Name
                text={
                  connectionNames.length === 0
                    ? words.connections(connectionCount)
                    : connectionNames.join(', ')
                }
              />
              <span className="sub">{words.asked(words.levels[level], agoText(askedAtMs, nowMs))}</span>
            </span>
            <Button
              look="primary"
              label={words.showOf(clientName)}
              onPress={() => action.run(() => call('scripts.showPrompt', { id }))}
            >
              {words.show}
            </Button>
          </li>
        ))}
      </ul>
      {action.failure && <Problem failure={action.failure} />}
    </section>
  )
}
