import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { CopyText } from '../parts/copy-button.tsx'
import { text } from '../text/text.ts'

/** Explains the institution's error pages that never redirect: Akoya's for an unregistered redirect URI, connector or client ID. */
export function ErrorPageHelp({ link, registration }: { link: LinkProgress; registration: Registration }) {
  const { isBuiltIn, hub, institutionsBy } = institutionKinds[registration.environment.kind]
  if (isBuiltIn) return null
  return (
    <details className="help">
      <summary>{text.errorPage.summary}</summary>
      <dl>
        <dt>{text.errorPage.redirect}</dt>
        <dd>
          {hub === null ? text.errorPage.redirectAtServer : text.errorPage.redirectAtHub}{' '}
          <CopyText value={link.redirectUri ?? ''} />
        </dd>
        {institutionsBy === 'connector' && (
          <>
            <dt>{text.errorPage.connector}</dt>
            <dd>{text.errorPage.connectorFix(link.institutionName)}</dd>
          </>
        )}
        <dt>{text.errorPage.client}</dt>
        <dd>{text.errorPage.clientFix(registration.clientId)}</dd>
      </dl>
      <p>{text.errorPage.end}</p>
    </details>
  )
}
