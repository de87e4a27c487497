import { useEffect, useState } from 'react'
import type { Disclosure as DisclosureText } from '../../shared/models/disclosure.ts'
import type { Institution } from '../../shared/models/institution.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { Button } from '../parts/button.tsx'
import { isLoginNamed } from '../../shared/institution-kinds.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Disclosure } from './disclosure.tsx'
import { PasteNotice } from './paste-notice.tsx'

/** The disclosure of the chosen institution. Continuing starts the link, and stores this text as its receipt. */
export function ReadDisclosure({
  institution,
  registration,
  onBack,
  onClose,
}: {
  institution: Institution
  registration: Registration | undefined
  /** Null without a choice to go back to. */
  onBack: (() => void) | null
  onClose: () => void
}) {
  const [disclosure, setDisclosure] = useState<DisclosureText | null>(null)
  const [loginName, setLoginName] = useState('')
  const action = useAction()
  const asksName = registration !== undefined && isLoginNamed(registration.environment)
  const isNameWrong = action.failure?.detail.field === 'loginName'
  const { run } = action
  const { id: institutionId } = institution
  useEffect(
    () => run(() => call('links.disclose', { institutionId }).then(setDisclosure)),
    [institutionId, run],
  )
  const start = ({ atMs, hash }: DisclosureText) =>
    run(async () => {
      const named = asksName && loginName.trim() !== '' ? { loginName } : {}
      await call('links.start', { institutionId, seen: { atMs, hash }, ...named })
      onClose()
    })
  return (
    <DialogFrame title={text.link.title(institution.name)} onClose={onClose}>
      {disclosure && (
        <Disclosure
          disclosure={disclosure}
          redirectUri={
            registration && registration.redirect.mode !== 'loopback' ? registration.redirect.uri : null
          }
        />
      )}
      {disclosure && registration && <PasteNotice registration={registration} />}
      {disclosure && asksName && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            start(disclosure)
          }}
        >
          <Field
            label={text.loginName.field}
            value={loginName}
            onChange={(name) => {
              setLoginName(name)
              if (isNameWrong) action.clear()
            }}
            hint={text.loginName.hint}
            isWrong={isNameWrong}
            wrongText={text.loginName.wrong}
            takesFocus
          />
        </form>
      )}
      {action.failure && !isNameWrong && <Problem failure={action.failure} />}
      <div className="dialog-actions">
        {onBack && <Button onPress={onBack}>{text.choose.back}</Button>}
        <span className="gap" />
        <Button onPress={onClose}>{text.choose.cancel}</Button>
        {disclosure && (
          <Button
            look="primary"
            autoFocus={!asksName}
            busy={action.isRunning}
            onPress={() => start(disclosure)}
          >
            {text.choose.continue}
          </Button>
        )}
      </div>
    </DialogFrame>
  )
}
