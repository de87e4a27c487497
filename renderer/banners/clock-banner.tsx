import { useEffect, useState } from 'react'
import type { ClockStatus } from '../../shared/models/app.ts'
import { call, on } from '../state/api.ts'
import { durationText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** A wrong clock is named: what the window says about times is as wrong as it, and the sign-in may fail for it. */
export function ClockBanner() {
  const [status, setStatus] = useState<ClockStatus | null>(null)
  useEffect(() => {
    const stop = on('clock.changed', setStatus)
    call('clock.status', {}).then(
      // What was told meanwhile is newer.
      (answer) => setStatus((told) => told ?? answer),
      () => undefined,
    )
    return stop
  }, [])

  const { offsetMs, host } = status ?? { offsetMs: null, host: null }
  if (offsetMs === null) return null
  return (
    <p className="banner soon" role="status">
      <span className="shape" aria-hidden="true">
        ▲
      </span>
      <span>
        <strong>{text.clock.wrong(durationText(Math.abs(offsetMs)), offsetMs > 0, host ?? '')}</strong>{' '}
        {text.clock.fix}
      </span>
    </p>
  )
}
