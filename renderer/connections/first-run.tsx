import type { Failure } from '../../shared/errors.ts'
import { AnchorIcon } from '../parts/icons.tsx'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'

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
      <h1>Link your first institution</h1>
      <p className="lead">
        You sign in at the institution, in your own browser. Mooring never sees the password, keeps access in
        your keychain, and ends it with one click.
      </p>
      <div className="cards">
        <section className="card" aria-labelledby="try">
          <h2 id="try">Try it with Mikomo</h2>
          <p>A built-in sandbox bank on this computer. No account, no network, nothing to register.</p>
          <Button look="primary" disabled={isBusy} onPress={onTry}>
            Link Mikomo
          </Button>
        </section>
        <section className="card" aria-labelledby="own">
          <h2 id="own">Use your Akoya app or any OpenID server</h2>
          <p>
            Add your registration: environment, client id, secret. We show the redirect address to register.
          </p>
          <Button onPress={onAddRegistration}>Add registration</Button>
        </section>
      </div>
      {failure && <Problem failure={failure} />}
    </main>
  )
}
