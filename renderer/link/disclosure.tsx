import type { Registration } from '../../shared/models/registration.ts'
import { useNow } from '../clock.ts'
import { dateText } from '../format.ts'
import { askedOf, permissionWords } from '../words.ts'

const yearMs = 365 * 24 * 60 * 60_000

/** Who decides what is shared in the end. */
const limits: Record<Registration['environment']['kind'], string> = {
  mikomo: 'At most this, of the accounts that you choose. Mikomo shows it before you approve.',
  'akoya-sandbox':
    'At most this, of the accounts that you choose. The institution shows it before you approve.',
  'akoya-production':
    'At most this, of the accounts that you choose. The institution shows it before you approve.',
  'akoya-hosts':
    'At most this, of the accounts that you choose. The institution shows it before you approve.',
  openid: 'What the scopes of your registration name. The server shows it before you approve.',
}

/** What is asked, from whom, for how long, and how to end it: before the browser opens (12 CFR 1033.411). */
export function Disclosure({
  institutionName,
  registrationName,
  registration,
  redirectUri,
}: {
  institutionName: string
  registrationName: string
  registration: Registration | undefined
  redirectUri: string | null
}) {
  const nowMs = useNow(60_000)
  const kind = registration?.environment.kind
  const through = kind?.startsWith('akoya') ? ', through Akoya,' : ''
  const data = registration ? askedOf(registration) : []
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
            {data.length > 0 && (
              <ul className="chips">
                {data.map((permission) => (
                  <li key={permission} className="chip">
                    {permissionWords[permission]}
                  </li>
                ))}
              </ul>
            )}
            <p className="hint">{limits[kind ?? 'openid']}</p>
          </dd>
        </div>
        <div>
          <dt>For how long</dt>
          <dd>Until you revoke it, at most one year ({dateText(nowMs + yearMs)})</dd>
        </div>
        <div>
          <dt>To stop it</dt>
          <dd>
            {kind === 'mikomo'
              ? 'One click on Revoke, any time'
              : 'One click on Revoke, here or at the institution, any time'}
          </dd>
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
