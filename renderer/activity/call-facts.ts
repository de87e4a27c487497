import type { Activity } from '../../shared/models/activity.ts'
import { callTimeText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** "attempt 2", "HTTP 503", "340 ms": of the request behind an entry. */
export function callFacts({ attempts, status, durationMs }: Activity): string[] {
  return [
    attempts === null || attempts < 2 ? null : text.activity.attempt(attempts),
    status === null ? null : `HTTP ${status}`,
    durationMs === null ? null : callTimeText(durationMs),
  ].filter((fact) => fact !== null)
}
