import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { Institution } from '../../shared/models/institution.ts'
import type { JWK, Registration } from '../../shared/models/registration.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton, CopyText } from '../parts/copy-button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useServerFacts } from '../state/use-server-facts.ts'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { AddInstitution } from './add-institution.tsx'
import { InstitutionRow } from './institution-row.tsx'

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

export function RegistrationCard({
  registration,
  institutions,
  onEdit,
  onChanged,
}: {
  registration: Registration
  institutions: Institution[]
  onEdit: () => void
  onChanged: () => Promise<void>
}) {
  const action = useAction()
  const facts = useServerFacts(institutions[0]?.id ?? null)
  const { kind } = registration.environment
  const { isBuiltIn } = institutionKinds[kind]
  const remove = (method: 'registrations.remove' | 'institutions.remove', id: string) =>
    action.run(async () => {
      await call(method, { id })
      await onChanged()
    })
  return (
    <section className="card registration" aria-label={registration.name}>
      <header>
        <h2>{registration.name}</h2>
        <span className="tag">{text.environments[kind]}</span>
        <span className="gap" />
        {!isBuiltIn && (
          <>
            <Button look="quiet" label={text.registrations.changeOf(registration.name)} onPress={onEdit}>
              {text.registrations.change}
            </Button>
            <Button
              look="quiet-danger"
              isDestructive
              label={text.registrations.removeOf(registration.name)}
              onPress={() => remove('registrations.remove', registration.id)}
            >
              {text.registrations.remove}
            </Button>
          </>
        )}
      </header>
      {action.failure && <Problem failure={action.failure} />}
      <dl className="facts">
        <div>
          <dt>{text.registrations.clientId}</dt>
          <dd>
            <code>{registration.clientId}</code>
          </dd>
        </div>
        <div>
          <dt>{registration.publicKey ? text.registrations.clientKey : text.registrations.clientSecret}</dt>
          <dd>
            {registration.hasSecret ? text.registrations.inKeychain : text.registrations.noSecret}
            {registration.publicKey && <PublicKey keys={[registration.publicKey]} />}
          </dd>
        </div>
        <div>
          <dt>{text.registrations.scopes}</dt>
          <dd>
            <code>{registration.scopes.join(' ')}</code>
          </dd>
        </div>
        {facts && (
          <div>
            <dt>{text.registrations.idTokens}</dt>
            <dd>
              {facts.publishesKeys
                ? text.registrations.signaturesChecked
                : text.registrations.signaturesNotChecked}
            </dd>
          </div>
        )}
        <div>
          <dt>{text.registrations.returnsTo}</dt>
          <dd>
            {registration.redirect.mode !== 'loopback' ? (
              <CopyText value={registration.redirect.uri} />
            ) : (
              text.registrations.anyPort(registration.redirect.path ?? '/callback')
            )}
          </dd>
        </div>
      </dl>
      <h3>{text.registrations.institutions}</h3>
      <ul className="institutions">
        {institutions.map((institution) => (
          <InstitutionRow
            key={institution.id}
            institution={institution}
            isBuiltIn={isBuiltIn}
            onRemove={() => remove('institutions.remove', institution.id)}
            onChanged={onChanged}
          />
        ))}
      </ul>
      {!isBuiltIn && (
        <AddInstitution registration={registration} institutions={institutions} onChanged={onChanged} />
      )}
    </section>
  )
}
