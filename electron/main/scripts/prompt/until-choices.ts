import type { ScriptLevel } from '../../../../shared/local-protocol.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

const usual: Record<ScriptLevel, readonly number[]> = {
  list: [dayMs, 7 * dayMs, 30 * dayMs, 90 * dayMs],
  data: [dayMs, 7 * dayMs, 30 * dayMs, 90 * dayMs],
  token: [hourMs, 8 * hourMs, dayMs],
}

/** Times until which the user may allow something, the earliest first, and which of them the program asked for. Milliseconds UTC. */
export function untilChoices(
  { level, untilMs, latestMs }: { level: ScriptLevel; untilMs: number; latestMs: number },
  nowMs: number,
): { choices: number[]; asked: number } {
  const askedMs = Math.min(untilMs, latestMs)
  // One that is nearly what was asked for says nothing new.
  const others = usual[level]
    .map((ms) => nowMs + ms)
    .filter((ms) => ms <= latestMs && Math.abs(ms - askedMs) > hourMs / 2)
  const choices = [...others, askedMs].toSorted((a, b) => a - b)
  return { choices, asked: choices.indexOf(askedMs) }
}
