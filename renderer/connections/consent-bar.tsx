import type { Consent } from '../../shared/consent.ts'

/** How much of a consent's duration has passed. In the pane it also marks the days for renewal. */
export function ConsentBar({ consent, large = false }: { consent: Consent; large?: boolean }) {
  const percent = (share: number) => `${Math.min(Math.max(share * 100, 0), 100)}%`
  return (
    <div className={`consent-bar ${consent.tone}${large ? ' large' : ''}`} aria-hidden="true">
      {large && <span className="renew" style={{ left: percent(consent.renewShare) }} />}
      <span className="passed" style={{ width: percent(Math.max(consent.passedShare, 0.015)) }} />
      {large && consent.passedShare < 1 && (
        <span className="today" style={{ left: percent(consent.passedShare) }} />
      )}
    </div>
  )
}
