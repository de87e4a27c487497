/** How much of a consent's time has passed. */
export function ConsentBar({ fromMs, untilMs, nowMs }: { fromMs: number; untilMs: number; nowMs: number }) {
  const passed = Math.min(Math.max((nowMs - fromMs) / (untilMs - fromMs), 0), 1)
  return (
    <svg className="consent-bar" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">
      <rect className="whole" width="100" height="5" rx="2.5" />
      <rect className="passed" width={Math.max(passed * 100, 1)} height="5" rx="2.5" />
    </svg>
  )
}
