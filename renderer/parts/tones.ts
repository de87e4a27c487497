import { initialsOf } from './initials.ts'

/** The colours `--tone-0` and on of tokens.css. */
const toneCount = 10

/** The colour of an institution whose neighbours are not known. */
export function toneByHash(name: string): number {
  let hash = 0
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003
  return hash % toneCount
}

/** The colour of each institution. Those with equal initials get different ones, as long as there are enough. */
export function tonesOf(names: readonly string[]): Map<string, number> {
  const byInitials = Map.groupBy(new Set(names), initialsOf)
  const tones = new Map<string, number>()
  for (const group of byInitials.values()) {
    const free = new Set(Array.from({ length: toneCount }, (_, tone) => tone))
    // In the order of their names, so that the order in which they were linked does not matter.
    for (const name of group.toSorted()) {
      const tone = nextFree(toneByHash(name), free)
      free.delete(tone)
      tones.set(name, tone)
    }
  }
  return tones
}

function nextFree(wanted: number, free: ReadonlySet<number>): number {
  for (let step = 0; step < toneCount; step++) {
    const tone = (wanted + step) % toneCount
    if (free.has(tone)) return tone
  }
  return wanted
}
