import { useState, type FormEvent } from 'react'
import { isLoginNamed } from '../../shared/institution-kinds.ts'
import type { Registration } from '../../shared/models/registration.ts'
import type { Relink } from '../../shared/models/setup.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { RelinkName } from './relink-name.tsx'

/** One connection to link again. Asks first for the client secret that its registration lacks. */
export function RelinkStep({
  relink,
  registration,
  number,
  total,
  onChanged,
  onShowRegistrations,
  onSkip,
  onLeave,
}: {
  relink: Relink
  registration: Registration | undefined
  number: number
  total: number
  onChanged: () => Promise<void>
  onShowRegistrations: () => void
  onSkip: () => void
  onLeave: () => void
}) {
  const action = useAction()
  const [secret, setSecret] = useState('')
  const { id, institutionId } = relink
  const lacks = registration?.hasSecret ? 'none' : relink.credential
  const lacksCertificate = relink.hasCertificate && registration?.certificate === undefined
  const link = () =>
    action.run(async () => {
      if (lacks === 'secret' && registration) {
        const {
          id: registrationId,
          name,
          environment,
          clientId,
          protections,
          scopes,
          redirect,
        } = registration
        const fields = { name, environment, clientId, protections, scopes, redirect }
        await call('registrations.update', { id: registrationId, ...fields, clientSecret: secret })
        await onChanged()
      }
      const isNamed = registration !== undefined && isLoginNamed(registration.environment)
      await call('links.start', { institutionId, ...(isNamed ? { loginName: relink.login } : {}) })
    })
  return (
    <form
      className="banner soon fixing"
      aria-label={text.relinks.label}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        link()
      }}
    >
      <p role="status">
        <span className="step">{text.relinks.step(number, total)}</span> <RelinkName relink={relink} />{' '}
        {lacks === 'key' && text.relinks.key(relink.registrationName)}
        {(lacks === 'certificate' || lacksCertificate) && text.relinks.certificate(relink.registrationName)}
      </p>
      {lacks === 'secret' && !lacksCertificate && (
        <Field
          label={text.relinks.secret(relink.registrationName)}
          hint={text.relinks.secretHint}
          type="password"
          value={secret}
          isWrong={action.failure?.detail.field === 'clientSecret'}
          takesFocus
          onChange={setSecret}
        />
      )}
      {lacks === 'key' || lacks === 'certificate' || lacksCertificate ? (
        <Button look="primary" autoFocus onPress={onShowRegistrations}>
          {text.relinks.registrations}
        </Button>
      ) : (
        <Button
          type="submit"
          look="primary"
          autoFocus={lacks === 'none'}
          busy={action.isRunning}
          disabled={lacks === 'secret' && secret === ''}
        >
          {text.relinks.link}
        </Button>
      )}
      <Button onPress={onSkip}>{text.relinks.skip}</Button>
      <Button onPress={() => action.run(() => call('relinks.remove', { id }))}>{text.relinks.remove}</Button>
      <Button look="quiet" onPress={onLeave}>
        {text.relinks.leave}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </form>
  )
}
