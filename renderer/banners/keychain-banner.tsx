import type { ErrorCode } from '../../shared/errors.ts'
import type { KeychainStatus } from '../../shared/models/app.ts'
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

/** Says when the keychain can't be used, and lets the user keep secrets in memory instead. */
export function KeychainBanner({ status }: { status: KeychainStatus }) {
  const action = useAction()
  if (status.state === 'keychain' || status.state === 'checking') return null
  if (status.state === 'memory') {
    return (
      <p className="banner waiting" role="status">
        <span className="shape" aria-hidden="true">
          ◷
        </span>
        {text.keychain.memory}
      </p>
    )
  }
  const { what, next } = messageOf({ code: codeOf[status.state], detail: {} })
  return (
    <div className="banner soon" role="status">
      <span className="shape" aria-hidden="true">
        ▲
      </span>
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
