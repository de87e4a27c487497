import { refreshWarningMs } from '../../shared/ending.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { dateText, dayText, dayTimeText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { ConsentBar } from './consent-bar.tsx'

/** How long the refresh token works, where that is known, or that there is none. */
export function RefreshLifeSection({ connection, nowMs }: { connection: ConnectionSummary; nowMs: number }) {
  const { refreshLife, hasRefreshToken, tokenGoodUntilMs } = connection
  if (!hasRefreshToken) {
    if (connection.status !== 'active' || tokenGoodUntilMs === null) return null
    return (
      <section>
        <h3>{text.pane.refreshToken}</h3>
        <p className="problem soon">{text.pane.noRefreshToken(dayTimeText(tokenGoodUntilMs, nowMs))}</p>
      </section>
    )
  }
  if (refreshLife === null) return null
  const { fromMs, untilMs } = refreshLife
  const warnMs = refreshWarningMs(refreshLife)
  const shareOf = (ms: number) => (ms - fromMs) / (untilMs - fromMs)
  const tone = nowMs >= untilMs ? 'broken' : nowMs >= warnMs ? 'soon' : 'working'
  const bar = { tone, passedShare: shareOf(nowMs), renewShare: shareOf(warnMs), renewFromMs: warnMs } as const
  return (
    <section>
      <h3>{text.pane.refreshToken}</h3>
      <ConsentBar consent={bar} large />
      <p className="hidden">{text.pane.refreshLine(dateText(fromMs), dateText(warnMs), dateText(untilMs))}</p>
      <p className="consent-dates" aria-hidden="true">
        <span>{dayText(fromMs)}</span>
        <span>{text.pane.refreshExpires(dayText(warnMs), dateText(untilMs))}</span>
      </p>
    </section>
  )
}
