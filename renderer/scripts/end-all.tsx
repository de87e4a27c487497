import type { ScriptClient } from '../../shared/models/script.ts'
import { DangerActions } from '../parts/danger-actions.tsx'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { isOpen, untilText } from './script-words.ts'

/** Asks before all programs are ended, and says what ends and what does not. */
export function EndAll({
  clients,
  nowMs,
  onClose,
}: {
  clients: readonly ScriptClient[]
  nowMs: number
  onClose: () => void
}) {
  const words = text.scripts.ending
  const action = useAction()
  const alive = clients.filter(({ endedAtMs }) => endedAtMs === null)
  const consents = clients.flatMap((client) => client.consents)
  const open = consents.filter((one) => isOpen(one, nowMs))
  const tokenUntilMs = Math.max(nowMs, ...consents.map((one) => one.tokenUntilMs ?? 0))
  const end = () =>
    action.run(async () => {
      await call('scripts.endAll', {})
      onClose()
    })
  return (
    <DialogFrame title={words.title} onClose={onClose}>
      <p>{words.what(alive.length, new Set(open.map(({ connectionId }) => connectionId)).size)}</p>
      {tokenUntilMs > nowMs && <p>{words.tokens(untilText(tokenUntilMs, nowMs))}</p>}
      <p className="muted">{words.stays}</p>
      <DangerActions keep={words.keep} end={words.end} action={action} onKeep={onClose} onEnd={end} />
    </DialogFrame>
  )
}
