import type { ErrorCode } from '../../shared/errors.ts'
import type { KeychainStatus } from '../../shared/models/app.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { call } from '../state/api.ts'
import { messageOf } from '../text/error-messages.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

const codeOf: Record<Exclude<KeychainStatus['state'], 'checking' | 'keychain' | 'memory'>, ErrorCode> = {
  unavailable: 'keychain_unavailable',
  locked: 'keychain_locked',
  denied: 'keychain_denied',
  timeout: 'keychain_timeout',
}

interface Given {
  status: KeychainStatus
  connections: readonly ConnectionSummary[]
}

/** Says when the keychain asks the user something, can't be used, or refused a token that only memory holds now. */
export function KeychainBanner({ status, connections }: Given) {
  const unsaved = connections.filter(({ isTokenUnsaved }) => isTokenUnsaved).length
  if (status.isAsking === true) return <Line tone="soon">{text.keychain.asking}</Line>
  if (unsaved > 0) return <UnsavedBanner status={status} count={unsaved} />
  if (status.state === 'keychain' || status.state === 'checking') return null
  if (status.state === 'memory') return <Line tone="waiting">{text.keychain.memory}</Line>
  return <UnusableBanner code={codeOf[status.state]} />
}

function Line({ tone, children }: { tone: 'soon' | 'waiting'; children: string }) {
  return (
    <p className={`banner ${tone}`} role="status">
      <Shape>{tone === 'soon' ? '▲' : '◷'}</Shape>
      {children}
    </p>
  )
}

function Shape({ children }: { children: string }) {
  return (
    <span className="shape" aria-hidden="true">
      {children}
    </span>
  )
}

/** Quitting now would lose access: the institution has ended the tokens before these. */
function UnsavedBanner({ status, count }: { status: KeychainStatus; count: number }) {
  const action = useAction()
  const { state } = status
  const isUsable = state === 'keychain' || state === 'checking' || state === 'memory'
  return (
    <div className="banner broken" role="status">
      <Shape>▲</Shape>
      <p>
        <strong>{text.keychain.unsaved(count)}</strong>{' '}
        {isUsable ? text.keychain.unsavedNext : messageOf({ code: codeOf[state], detail: {} }).what}
      </p>
      <Button busy={action.isRunning} onPress={() => action.run(() => call('keychain.retry', {}))}>
        {text.keychain.again}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}

function UnusableBanner({ code }: { code: ErrorCode }) {
  const action = useAction()
  const { what, next } = messageOf({ code, detail: {} })
  return (
    <div className="banner soon" role="status">
      <Shape>▲</Shape>
      <p>
        <strong>{what}</strong> {next}
      </p>
      <Button busy={action.isRunning} onPress={() => action.run(() => call('keychain.retry', {}))}>
        {text.keychain.again}
      </Button>
      <Button busy={action.isRunning} onPress={() => action.run(() => call('keychain.useMemory', {}))}>
        {text.keychain.inMemory}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}
