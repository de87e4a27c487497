/** Milliseconds of one thing done many times. */
export interface Times {
  name: string
  ms: number[]
  /** Of all together, where several ran at once. */
  perSecond: number | null
}

/** One line of the report. */
export interface Row {
  what: string
  p50: number | null
  p95: number | null
  perSecond: number | null
  /** Of its p50 to that of the row that everything is compared with. */
  ratio: number | null
  goal: string
}

export interface Section {
  title: string
  unit: string
  rows: Row[]
  /** What was left out, and why; what limits a figure. */
  notes: string[]
}

/** @param share 0.5 for the median, 0.95 for what all but a twentieth stay below */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN
}

export function rowOf({ name, ms, perSecond }: Times, base: Times | null, goal = ''): Row {
  return {
    what: name,
    p50: quantile(ms, 0.5),
    p95: quantile(ms, 0.95),
    perSecond,
    ratio: base && base.name !== name ? quantile(ms, 0.5) / quantile(base.ms, 0.5) : null,
    goal,
  }
}

/** A figure that is no time: a count, a size. */
export function plainRow(what: string, value: number, goal = ''): Row {
  return { what, p50: value, p95: null, perSecond: null, ratio: null, goal }
}

export function leftOut(title: string, why: string): Section {
  return { title, unit: '', rows: [], notes: [`left out: ${why}`] }
}

/**
 * Times several ways of doing one thing, turn by turn, so that whatever else the computer does meets all of them alike. The first tenth
 * of the rounds warms up and does not count.
 */
export async function inTurn(
  ways: readonly {
    name: string
    once: () => Promise<unknown>
    afterwards?: (() => Promise<unknown>) | undefined
  }[],
  rounds: number,
): Promise<Times[]> {
  const times: Times[] = ways.map(({ name }) => ({ name, ms: [], perSecond: null }))
  const warmUp = Math.ceil(rounds / 10)
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [index, { once, afterwards }] of ways.entries()) {
      const startedMs = performance.now()
      await once()
      if (round >= 0) times[index]?.ms.push(performance.now() - startedMs)
      await afterwards?.()
    }
  }
  return times
}

/** Does a thing so many times, so many at once. @returns each one's time, and how many were done a second */
export async function atOnce(
  way: { name: string; once: (number: number) => Promise<unknown> },
  { times, flights }: { times: number; flights: number },
): Promise<Times> {
  const ms: number[] = []
  let begun = 0
  const startedMs = performance.now()
  const fly = async (flight: number): Promise<void> => {
    while (begun < times) {
      begun += 1
      const onceMs = performance.now()
      await way.once(flight)
      ms.push(performance.now() - onceMs)
    }
  }
  await Promise.all(Array.from({ length: flights }, (_, flight) => fly(flight)))
  return { name: way.name, ms, perSecond: (times * 1000) / (performance.now() - startedMs) }
}

export function print(section: Section): void {
  console.log(`\n${section.title}`)
  console.log(line(['', section.unit, 'p95', 'a second', 'ratio', 'goal']))
  for (const { what, p50, p95, perSecond, ratio, goal } of section.rows) {
    console.log(
      line([what, text(p50), text(p95), text(perSecond), ratio === null ? '' : `${ratio.toFixed(2)}×`, goal]),
    )
  }
  for (const note of section.notes) console.log(`  ${note}`)
}

function line([first = '', ...cells]: string[]): string {
  return `  ${first.padEnd(58)}${cells
    .slice(0, -1)
    .map((cell) => cell.padStart(10))
    .join('')}  ${cells.at(-1) ?? ''}`
}

function text(value: number | null): string {
  if (value === null) return ''
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}
