import { useEffect, useState } from 'react'
import type { ClockStatus } from '../../shared/models/app.ts'
import { call, on } from '../state/api.ts'
import { durationText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** Warns that this computer's clock is wrong: times in the window are off, and sign-ins may fail. */
export function ClockBanner() {
  const [status, setStatus] = useState<ClockStatus | null>(null)
  useEffect(() => {
    const stop = on('clock.changed', setStatus)
    call('clock.status', {}).then(
      // An event that arrived in the meantime is newer.
      (answer) => setStatus((newer) => newer ?? answer),
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
