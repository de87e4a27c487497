import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { AccountQuestion, Dataset } from '../../shared/models/dataset.ts'
import { connectionName } from '../text/connection-name.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'

/** Asks whether an account is an earlier one under a new id, where too little is equal to know. */
export function AccountQuestions({
  dataset,
  questions,
  connections,
}: {
  dataset: Dataset
  questions: readonly AccountQuestion[]
  connections: readonly ConnectionSummary[]
}) {
  return questions.map((question) => (
    <Question
      key={`${question.connectionId}/${question.now.accountKey}/${question.earlier.accountKey}`}
      dataset={dataset}
      question={question}
      owner={connections.find(({ id }) => id === question.connectionId)}
    />
  ))
}

function Question({
  dataset: { id },
  question: { connectionId, now, earlier, common, of },
  owner,
}: {
  dataset: Dataset
  question: AccountQuestion
  owner: ConnectionSummary | undefined
}) {
  const action = useAction(id)
  const words = text.data.questions
  const nameOf = ({ name, mask }: AccountQuestion['now']) =>
    [name, mask && `•${mask}`].filter(Boolean).join(' ')
  const answer = (isSame: boolean) =>
    action.run(() =>
      call('datasets.answer', {
        id,
        answer: { connectionId, accountKey: now.accountKey, earlierKey: earlier.accountKey, isSame },
      }),
    )
  const who = owner ? connectionName(owner) : ''
  return (
    <div className="problem soon">
      <strong>{words.what(nameOf(now), nameOf(earlier), who)}</strong> <span>{words.why(common, of)}</span>{' '}
      <Button
        look="quiet-accent"
        label={words.of(words.same, nameOf(now))}
        busy={action.isRunning}
        onPress={() => answer(true)}
      >
        {words.same}
      </Button>{' '}
      <Button
        look="quiet"
        label={words.of(words.other, nameOf(now))}
        busy={action.isRunning}
        onPress={() => answer(false)}
      >
        {words.other}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}
