import type { Registration } from '../../shared/models.ts'
import { useNow } from '../clock.ts'
import { dateText } from '../format.ts'

const yearMs = 365 * 24 * 60 * 60_000

/** What is asked, from whom, for how long, and how to end it: before the browser opens (12 CFR 1033.411). */
export function Disclosure({
  institutionName,
  registrationName,
  environment,
  redirectUri,
}: {
  institutionName: string
  registrationName: string
  environment: Registration['environment'] | undefined
  redirectUri: string | null
}) {
  const nowMs = useNow(60_000)
  const through =
    environment === undefined || environment.kind === 'openid' || environment.kind === 'mikomo'
      ? ''
      : ', through Akoya,'
  return (
    <>
      <p className="muted">
        Mooring (your registration “{registrationName}”) asks {institutionName}
        {through} for access that you approve in your browser.
      </p>
      <dl className="disclosure">
        <div>
          <dt>Data</dt>
          <dd>
            {environment?.kind === 'openid'
              ? 'What the scopes of your registration name; the server shows it before you approve'
              : 'The accounts that you choose there, and what your registration is subscribed to; the institution shows it before you approve'}
          </dd>
        </div>
        <div>
          <dt>For how long</dt>
          <dd>Until you revoke it, at most one year ({dateText(nowMs + yearMs)})</dd>
        </div>
        <div>
          <dt>To stop it</dt>
          <dd>One click on Revoke, here or at the institution, any time</dd>
        </div>
        {redirectUri !== null && (
          <div>
            <dt>Comes back to</dt>
            <dd>
              <code>{redirectUri}</code>
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}
