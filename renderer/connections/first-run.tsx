import type { Failure } from '../../shared/errors.ts'
import { AnchorIcon } from '../parts/icons.tsx'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { text } from '../text/text.ts'

/** Of the built-in institution: its password is the same. */
const sandboxUser = 'mikomo_7'

export function FirstRun({
  isBusy,
  failure,
  onTry,
  onAddRegistration,
}: {
  isBusy: boolean
  failure: Failure | null
  onTry: () => void
  onAddRegistration: () => void
}) {
  return (
    <main className="first-run">
      <AnchorIcon />
      <h1>{text.firstRun.title}</h1>
      <p className="lead">{text.firstRun.lead}</p>
      <div className="cards">
        <section className="card" aria-labelledby="try">
          <h2 id="try">{text.firstRun.try}</h2>
          <p>{text.firstRun.tryLead}</p>
          <dl className="sandbox-sign-in">
            <div>
              <dt>{text.firstRun.username}</dt>
              <dd>
                <code>{sandboxUser}</code>
              </dd>
            </div>
            <div>
              <dt>{text.firstRun.password}</dt>
              <dd>
                <code>{sandboxUser}</code>
              </dd>
            </div>
          </dl>
          <Button look="primary" disabled={isBusy} onPress={onTry}>
            {text.firstRun.tryNow}
          </Button>
        </section>
        <section className="card" aria-labelledby="own">
          <h2 id="own">{text.firstRun.own}</h2>
          <p>{text.firstRun.ownLead}</p>
          <Button onPress={onAddRegistration}>{text.firstRun.add}</Button>
        </section>
      </div>
      <p className="hint">{text.firstRun.moved}</p>
      {failure && <Problem failure={failure} />}
    </main>
  )
}
