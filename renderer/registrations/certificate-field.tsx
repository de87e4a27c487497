import { useEffect, useRef, useState } from 'react'
import { Label, TextArea, TextField } from 'react-aria-components'
import type { CertificateFacts, CertificateOffer } from '../../shared/models/registration.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { useNow } from '../state/use-now.ts'
import { dateText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { SecretField } from './secret-field.tsx'

const labels = text.certificate

/**
 * Chooses a client certificate. The file stays in the main process: the window has its id and what is shown of it. What is pasted leaves
 * the window when it is read.
 */
export function CertificateField({
  kept,
  isWrong,
  onChange,
}: {
  /** The registration's own; undefined for none, or once it is taken away. */
  kept: CertificateFacts | undefined
  isWrong: boolean
  /** The id of one that was read; null for none, undefined for the one that is there. */
  onChange: (certificateId: string | null | undefined) => void
}) {
  const action = useAction()
  const [offer, setOffer] = useState<CertificateOffer | null>(null)
  const [read, setRead] = useState<CertificateFacts | null>(null)
  const [isPasting, setPasting] = useState(false)
  const [isRemoved, setRemoved] = useState(false)
  const pasted = useRef<HTMLTextAreaElement>(null)
  const password = useRef<HTMLInputElement>(null)

  const open = async (found: CertificateOffer, withPassword: string) => {
    const facts = await call('certificates.read', { id: found.id, password: withPassword })
    setRead(facts)
    setOffer(null)
    setPasting(false)
    onChange(found.id)
  }
  const take = async (found: CertificateOffer | null) => {
    if (found === null) return
    setRead(null)
    setOffer(found)
    if (!found.needsPassword) await open(found, '')
  }
  const clear = () => {
    setRead(null)
    setOffer(null)
    setRemoved(read === null)
    onChange(read === null ? null : undefined)
  }
  useEffect(
    () => () => {
      // Main forgets by itself what is saved, and at the latest when it quits.
      call('certificates.drop', {}).catch(() => undefined)
    },
    [],
  )
  const readOffered = () => {
    if (offer !== null) action.run(() => open(offer, password.current?.value ?? ''))
  }
  const shown = read ?? (isRemoved ? undefined : kept)
  return (
    <fieldset
      className="field certificate"
      onKeyDown={(event) => {
        // Enter in the password reads the certificate, and does not save the form.
        if (event.key !== 'Enter' || event.target !== password.current) return
        event.preventDefault()
        readOffered()
      }}
      {...(isWrong ? { 'data-invalid': true } : {})}
    >
      <legend>{labels.label}</legend>
      {shown && <CertificateText certificate={shown} />}
      <span className="hint">{shown ? labels.hintNew : labels.hint}</span>
      <div className="certificate-actions">
        <Button onPress={() => action.run(async () => take((await call('certificates.choose', {})).offer))}>
          {labels.choose}
        </Button>
        <Button look="quiet" onPress={() => setPasting(true)}>
          {labels.paste}
        </Button>
        {shown && (
          <Button look="quiet-danger" onPress={clear}>
            {labels.remove}
          </Button>
        )}
      </div>
      {isPasting && offer === null && (
        <>
          <TextField className="field" autoFocus>
            <Label>{labels.pasted}</Label>
            <TextArea ref={pasted} rows={4} spellCheck={false} />
          </TextField>
          <Button
            busy={action.isRunning}
            onPress={() =>
              action.run(async () => {
                await take(await call('certificates.paste', { text: pasted.current?.value ?? '' }))
              })
            }
          >
            {labels.read}
          </Button>
        </>
      )}
      {offer?.needsPassword && (
        <>
          <SecretField
            input={password}
            label={labels.password}
            hint={labels.passwordHint}
            isWrong={false}
            wrongText=""
            onEdit={action.clear}
          />
          <Button busy={action.isRunning} onPress={readOffered}>
            {labels.read}
          </Button>
        </>
      )}
      {action.failure && <Problem failure={action.failure} />}
      {isWrong && <span className="wrong">{labels.wrong}</span>}
    </fieldset>
  )
}

/** Whose certificate it is, who issued it, and until when it is valid. */
export function CertificateText({ certificate }: { certificate: CertificateFacts }) {
  const { subject, issuer, validUntilMs, isSelfSigned } = certificate
  const nowMs = useNow(60_000)
  return (
    <span>
      <code>{subject}</code> · {isSelfSigned ? labels.selfSigned : labels.issuedBy(issuer)} ·{' '}
      {validUntilMs <= nowMs
        ? labels.expired(dateText(validUntilMs))
        : labels.validUntil(dateText(validUntilMs))}
    </span>
  )
}
