import type { Failure } from '../../shared/errors.ts'
import { AnchorIcon } from '../parts/icons.tsx'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { text } from '../text/text.ts'

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
          <p className="sandbox-sign-in">
            {text.firstRun.trySignIn} <span>{text.firstRun.username}</span> <code>mikomo_7</code>{' '}
            <span>{text.firstRun.password}</span> <code>mikomo_7</code>
          </p>
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
      {failure && <Problem failure={failure} />}
    </main>
  )
}
