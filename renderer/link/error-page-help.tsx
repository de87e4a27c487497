import type { LinkProgress } from '../../shared/models/link.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { CopyText } from '../parts/copy-button.tsx'
import { text } from '../text/text.ts'

/** Explains the institution's error pages that never redirect: Akoya's for an unregistered redirect URI, connector or client ID. */
export function ErrorPageHelp({ link, registration }: { link: LinkProgress; registration: Registration }) {
  const isOpenId = registration.environment.kind === 'openid'
  return (
    <details className="help">
      <summary>{text.errorPage.summary}</summary>
      <dl>
        <dt>{text.errorPage.redirect}</dt>
        <dd>
          {isOpenId ? text.errorPage.redirectAtServer : text.errorPage.redirectAtHub}{' '}
          <CopyText value={link.redirectUri ?? ''} />
        </dd>
        {!isOpenId && (
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
