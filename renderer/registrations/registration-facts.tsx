import { addressesOf, institutionKinds, type AddressField } from '../../shared/institution-kinds.ts'
import type { ServerFacts } from '../../shared/models/institution.ts'
import type { JWK, Registration } from '../../shared/models/registration.ts'
import { call } from '../state/api.ts'
import { OAuthFacts } from './oauth-facts.tsx'
import { CopyButton, CopyText } from '../parts/copy-button.tsx'
import { CertificateText } from './certificate-field.tsx'
import { holdsSecret } from './draft.ts'
import { text } from '../text/text.ts'

const addressNames = { ...text.oauthForm, ...text.registrationForm }

/** What a registration consists of: its server, client, protections and redirect URI. */
export function RegistrationFacts({
  registration,
  server,
}: {
  registration: Registration
  server: ServerFacts | null
}) {
  const { environment, publicKey, certificate, scopes, protections, authorizationDetails } = registration
  const kind = institutionKinds[environment.kind]
  const used = kind.protections.filter((name) => protections[name])
  return (
    <dl className="facts">
      {addressesOf(environment).map(([field, address]) => (
        <div key={field}>
          <dt>{addressNames[field as AddressField]}</dt>
          <dd>
            <CopyText value={address} />
          </dd>
        </div>
      ))}
      <div>
        <dt>{text.registrations.clientId}</dt>
        <dd>
          <code>{registration.clientId}</code>
        </dd>
      </div>
      {(publicKey || !certificate?.authenticates) && (
        <div>
          <dt>{credentialName(registration)}</dt>
          <dd>
            {holdsSecret(registration) || publicKey
              ? text.registrations.inKeychain
              : text.registrations.noSecret}
            {publicKey && <PublicKey keys={[publicKey]} />}
          </dd>
        </div>
      )}
      {certificate && (
        <div>
          <dt>{text.certificate.title}</dt>
          <dd>
            <CertificateText certificate={certificate} /> ·{' '}
            {certificate.authenticates ? text.certificate.authenticates : text.certificate.binds}
          </dd>
        </div>
      )}
      {authorizationDetails && (
        <div>
          <dt>{text.authorizationDetails.label}</dt>
          <dd>
            <code>{JSON.stringify(authorizationDetails)}</code>
          </dd>
        </div>
      )}
      <div>
        <dt>{text.registrations.scopes}</dt>
        <dd>
          <code>{scopes.join(' ') || text.registrations.noScopes}</code>
        </dd>
      </div>
      {server && environment.kind !== 'oauth' && (
        <div>
          <dt>{text.registrations.idTokens}</dt>
          <dd>
            {server.publishesKeys
              ? text.registrations.signaturesChecked
              : text.registrations.signaturesNotChecked}
          </dd>
        </div>
      )}
      {environment.kind === 'oauth' && (
        <OAuthFacts registration={registration} settings={environment.settings} />
      )}
      <div>
        <dt>{text.registrations.returnsTo}</dt>
        <dd>
          <ReturnsTo registration={registration} />
        </dd>
      </div>
      {registration.readsNumbers && (
        <div>
          <dt>{text.registrations.numbers}</dt>
          <dd>{text.registrations.numbersRead}</dd>
        </div>
      )}
      {kind.protections.length > 0 && (
        <div>
          <dt>{text.registrations.protectionsTitle}</dt>
          <dd>
            {used.length === 0
              ? text.registrations.noProtections
              : used.map((name) => text.registrations.protections[name]).join(', ')}
          </dd>
        </div>
      )}
    </dl>
  )
}

function credentialName({ publicKey, certificate }: Registration): string {
  const names = text.registrations
  if (publicKey === null) return names.clientSecret
  return certificate?.authenticates ? names.signingKey : names.clientKey
}

function ReturnsTo({ registration: { redirect } }: { registration: Registration }) {
  if (redirect.mode !== 'loopback') return <CopyText value={redirect.uri} />
  if (redirect.path === undefined) return text.registrations.anyPortAndPath
  return (
    <>
      <CopyText value={`http://127.0.0.1${redirect.path}`} />{' '}
      <span className="sub">{text.registrations.anyPort}</span>
    </>
  )
}

/** Copies the key as a key set, the form that servers accept (RFC 7517 section 5). */
function PublicKey({ keys }: { keys: JWK[] }) {
  return (
    <>
      {' · '}
      <CopyButton onCopy={() => call('clipboard.copy', { text: JSON.stringify({ keys }) })}>
        {text.registrations.copyKey}
      </CopyButton>
    </>
  )
}
