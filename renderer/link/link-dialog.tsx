import { errorTraits } from '../../shared/error-traits.ts'
import { useEffect } from 'react'
import type { LinkProgress, LinkFlow } from '../../shared/models/link.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { call } from '../state/api.ts'
import { useNow } from '../state/use-now.ts'
import { clockText } from '../text/format.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton, CopyText } from '../parts/copy-button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { DeviceCode } from './device-code.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Disclosure } from './disclosure.tsx'
import { ErrorPageHelp } from './error-page-help.tsx'
import { PasteAddress } from './paste-address.tsx'
import { PasteNotice } from './paste-notice.tsx'

/** The dialog of a running link, or why it failed. Closes when the link is done. */
export function LinkDialog({
  link,
  registration,
  onClose,
  onDone,
}: {
  link: LinkProgress
  registration: Registration | undefined
  onClose: () => void
  onDone: (connectionId: string) => void
}) {
  const linkedId = link.step === 'done' ? link.linkedConnectionId : null
  useEffect(() => {
    if (linkedId !== null) onDone(linkedId)
  }, [linkedId, onDone])

  if (link.step === 'done') return null
  if (link.step === 'failed' && link.problem?.code === 'link_cancelled') return null
  const isRunning = link.step !== 'failed'
  return (
    <DialogFrame
      title={(link.connectionId === null ? text.link.title : text.link.relinkTitle)(link.institutionName)}
      onClose={() => (isRunning ? void call('links.cancel', { id: link.id }) : onClose())}
    >
      {isRunning ? (
        <Running link={link} registration={registration} />
      ) : (
        <Failed link={link} onClose={onClose} />
      )}
    </DialogFrame>
  )
}

const steps = ['opening', 'waiting', 'finishing'] as const

function Running({ link, registration }: { link: LinkProgress; registration: Registration | undefined }) {
  const action = useAction()
  const nowMs = useNow(1000)
  const { id } = link
  const isWaiting = link.step === 'waiting'
  const currentStep = steps.findIndex((step) => step === link.step)
  const problem = action.failure ?? link.problem
  return (
    <>
      <Disclosure disclosure={link.disclosure} redirectUri={link.redirectUri} />
      <div className="steps" aria-hidden="true">
        {steps.map((step, index) => (
          <span key={step} className={index <= currentStep ? 'reached' : ''} />
        ))}
      </div>
      <p className="muted" role="status">
        {link.step === 'opening' && text.link.opening}
        {isWaiting && text.link.waiting[link.flow]}
        {link.step === 'finishing' && text.link.finishing}
        {isWaiting && <span aria-hidden="true">{text.link.left(clockText(link.deadlineMs - nowMs))}</span>}
      </p>
      {problem && <Problem failure={problem} tone="soon" />}
      {isWaiting && link.device && <DeviceCode institutionName={link.institutionName} device={link.device} />}
      {isWaiting && link.flow === 'paste' && registration && <PasteNotice registration={registration} />}
      {isWaiting && link.flow !== 'device' && <PasteAddress linkId={id} isOnlyFlow={link.flow === 'paste'} />}
      {isWaiting && link.flow !== 'device' && registration && (
        <ErrorPageHelp link={link} registration={registration} />
      )}
      <div className="dialog-actions">
        <Button disabled={!isWaiting} onPress={() => action.run(() => call('links.reopen', { id }))}>
          {text.link.reopen}
        </Button>
        <CopyButton look="plain" disabled={!isWaiting} onCopy={() => call('links.copy', { id })}>
          {text.link.copy}
        </CopyButton>
        <span className="gap" />
        <Button onPress={() => action.run(() => call('links.cancel', { id }))}>{text.link.cancel}</Button>
      </div>
    </>
  )
}

function Failed({ link, onClose }: { link: LinkProgress; onClose: () => void }) {
  const action = useAction()
  const { institutionId, connectionId, loginName } = link
  const again = (flow: LinkFlow) =>
    action.run(() =>
      call('links.start', {
        institutionId,
        ...(connectionId === null ? {} : { connectionId }),
        ...(loginName === null ? {} : { loginName }),
        ...(flow === 'redirect' ? {} : { flow }),
      }),
    )
  const failure = action.failure ?? link.problem
  const other = failure?.code === 'other_sign_in' ? failure.detail.login : undefined
  const offersOtherFlow = link.problem !== null && errorTraits[link.problem.code].isAnswerMissing === true
  return (
    <>
      {failure && (
        <Problem failure={failure} tone={failure.code === 'consent_denied' ? 'waiting' : 'broken'} />
      )}
      {failure?.detail.redirectUri !== undefined && <CopyText value={failure.detail.redirectUri} />}
      <div className="dialog-actions">
        <span className="gap" />
        <Button onPress={onClose}>{text.link.close}</Button>
        {offersOtherFlow && link.flow === 'redirect' && (
          <Button onPress={() => again('paste')}>{text.link.pasteInstead}</Button>
        )}
        {offersOtherFlow && link.hasDeviceFlow && link.flow !== 'device' && (
          <Button onPress={() => again('device')}>{text.link.codeInstead}</Button>
        )}
        {other !== undefined && (
          <Button
            busy={action.isRunning}
            onPress={() => action.run(() => call('links.start', { institutionId }))}
          >
            {text.link.asOwn(other)}
          </Button>
        )}
        <Button look="primary" autoFocus busy={action.isRunning} onPress={() => again(link.flow)}>
          {text.link.again}
        </Button>
      </div>
    </>
  )
}
