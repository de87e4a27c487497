import type { LinkProgress } from '../../shared/models/link.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { CopyText } from '../parts/copy-button.tsx'

/**
 * Some mistakes are shown by the institution in the browser and never come back here: Akoya does not redirect for an unregistered
 * redirect URI, an unknown connector or client id. So the dialog says what those pages mean.
 */
export function ErrorPageHelp({ link, registration }: { link: LinkProgress; registration: Registration }) {
  return (
    <details className="help">
      <summary>Does the browser show an error page?</summary>
      <dl>
        <dt>Unregistered redirect_uri</dt>
        <dd>
          Register exactly this address{' '}
          {registration.environment.kind === 'openid' ? 'at the server' : 'at the institution’s hub'}:{' '}
          <CopyText text={link.redirectUri ?? ''} />
        </dd>
        {registration.environment.kind !== 'openid' && (
          <>
            <dt>Invalid ConnectorID</dt>
            <dd>The connector of {link.institutionName} is not known there. Check it under Registrations.</dd>
          </>
        )}
        <dt>Invalid client_id</dt>
        <dd>
          The client id <code>{registration.clientId}</code> is not known there. Check it under Registrations.
        </dd>
      </dl>
      <p>Such a page never comes back to Mooring. Cancel here once you have read it.</p>
    </details>
  )
}
