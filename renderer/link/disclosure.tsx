import { institutionKinds, type InstitutionKindTraits } from '../../shared/institution-kinds.ts'
import type { Permission } from '../../shared/models/connection.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { useNow } from '../state/use-now.ts'
import { dateText, durationText } from '../text/format.ts'
import { text } from '../text/text.ts'

const dayMs = 24 * 60 * 60_000

/** Who shows the requested data before the user approves. */
const limits: Record<InstitutionKindTraits['family'], string> = {
  mikomo: text.disclosure.mikomoLimit,
  akoya: text.disclosure.akoyaLimit,
  openid: text.disclosure.openidLimit,
}

/** What data is requested, from whom, for how long, and how to revoke it: shown before the browser opens (12 CFR 1033.411). */
export function Disclosure({
  institutionName,
  registrationName,
  registration,
  consentDays,
  redirectUri,
}: {
  institutionName: string
  registrationName: string
  registration: Registration | undefined
  /** The duration of a consent at this institution. */
  consentDays: number
  redirectUri: string | null
}) {
  const nowMs = useNow(60_000)
  const term = consentDays === 365 ? text.disclosure.year : durationText(consentDays * dayMs)
  const kind = registration && institutionKinds[registration.environment.kind]
  const data = registration ? requestedPermissions(registration) : []
  const isRead = (permission: Permission) => kind?.read.includes(permission) ?? false
  const unread = new Intl.ListFormat('en', { type: 'disjunction' }).format(
    data.filter((one) => !isRead(one)).map((one) => text.permissions[one].name.toLocaleLowerCase('en')),
  )
  return (
    <>
      <p className="muted">{text.disclosure.lead(registrationName, institutionName, kind?.hub ?? null)}</p>
      <dl className="disclosure">
        <div>
          <dt>{text.disclosure.data}</dt>
          <dd>
            {data.length > 0 && (
              <ul className="chips">
                {data.filter(isRead).map((permission) => (
                  <li key={permission} className="chip">
                    {text.permissions[permission].name}
                  </li>
                ))}
              </ul>
            )}
            {kind && <p className="hint">{limits[kind.family]}</p>}
            {kind && !data.every(isRead) && <p className="hint">{text.disclosure.notRead(unread)}</p>}
          </dd>
        </div>
        <div>
          <dt>{text.disclosure.howLong}</dt>
          <dd>{text.disclosure.atMost(term, dateText(nowMs + consentDays * dayMs))}</dd>
        </div>
        <div>
          <dt>{text.disclosure.stop}</dt>
          <dd>{kind?.isBuiltIn ? text.disclosure.stopHere : text.disclosure.stopThere}</dd>
        </div>
        {redirectUri !== null && (
          <div>
            <dt>{text.disclosure.returnsTo}</dt>
            <dd>
              <code>{redirectUri}</code>
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}

/** The most that a link requests. */
function requestedPermissions({ environment, scopes }: Registration): readonly Permission[] {
  const { permissions, permissionOfScope } = institutionKinds[environment.kind]
  if (permissionOfScope === null) return permissions
  const requested = scopes.map((scope) => permissionOfScope[scope])
  return permissions.filter((permission) => requested.includes(permission))
}
