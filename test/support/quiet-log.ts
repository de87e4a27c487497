import type { Log } from '../../electron/main/core/log.ts'

/** A log that keeps its lines for a test to look at. */
export function quietLog(): Log & { lines: unknown[][] } {
  const lines: unknown[][] = []
  return {
    lines,
    debug: (...line) => void lines.push(line),
    info: (...line) => void lines.push(line),
    warn: (...line) => void lines.push(line),
    error: (...line) => void lines.push(line),
  }
}
