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
  goal: Goal | null
}

/** What one figure of a row is to reach. */
export interface Goal {
  of: 'p50' | 'p95' | 'ratio'
  most?: number
  least?: number
  /** What stands in the way, as measured: docs/performance.md has it. Printed where the goal is missed. */
  limit?: string
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

export function rowOf({ name, ms, perSecond }: Times, base: Times | null, goal: Goal | null = null): Row {
  return {
    what: name,
    p50: quantile(ms, 0.5),
    p95: quantile(ms, 0.95),
    perSecond,
    ratio: base && base.name !== name ? ratioOf({ ms, perSecond }, base) : null,
    goal,
  }
}

/** Of what each takes; where several ran at once, of how many were done a second. */
function ratioOf({ ms, perSecond }: Omit<Times, 'name'>, base: Omit<Times, 'name'>): number {
  return perSecond !== null && base.perSecond !== null
    ? base.perSecond / perSecond
    : quantile(ms, 0.5) / quantile(base.ms, 0.5)
}

/** Null for a row without a goal. */
function isMet(row: Row): boolean | null {
  if (row.goal === null) return null
  const { of, most = Infinity, least = -Infinity } = row.goal
  const value = row[of]
  return value !== null && value <= most && value >= least
}

/** A figure that is no time: a count, a size. */
export function plainRow(what: string, value: number, goal: Goal | null = null): Row {
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
    before?: () => Promise<unknown>
    once: () => Promise<unknown>
    afterwards?: (() => Promise<unknown>) | undefined
  }[],
  rounds: number,
): Promise<Times[]> {
  const times: Times[] = ways.map(({ name }) => ({ name, ms: [], perSecond: null }))
  const warmUp = Math.ceil(rounds / 10)
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [index, { before, once, afterwards }] of ways.entries()) {
      await before?.()
      const startedMs = performance.now()
      await once()
      if (round >= 0) times[index]?.ms.push(performance.now() - startedMs)
      await afterwards?.()
    }
  }
  return times
}

const batches = 5

/**
 * Does each thing so many times, so many at once, in batches turn by turn. A batch has ended when what goes on in the background has.
 *
 * @returns each one's time, and how many were done a second
 */
export async function atOnce(
  ways: readonly {
    name: string
    once: (flight: number) => Promise<unknown>
    afterwards?: (() => Promise<unknown>) | undefined
  }[],
  { times, flights }: { times: number; flights: number },
): Promise<Times[]> {
  const seen = ways.map(({ name }) => ({ name, ms: [] as number[], rates: [] as number[] }))
  const each = Math.ceil(times / batches)
  for (let batch = 0; batch < batches; batch += 1) {
    for (const [index, way] of ways.entries()) {
      let begun = 0
      const startedMs = performance.now()
      const fly = async (flight: number): Promise<void> => {
        while (begun < each) {
          begun += 1
          const onceMs = performance.now()
          await way.once(flight)
          seen[index]?.ms.push(performance.now() - onceMs)
        }
      }
      await Promise.all(Array.from({ length: flights }, (_, flight) => fly(flight)))
      await way.afterwards?.()
      seen[index]?.rates.push((each * 1000) / (performance.now() - startedMs))
    }
  }
  return seen.map(({ name, ms, rates }) => ({ name, ms, perSecond: quantile(rates, 0.5) }))
}

export function print(section: Section): void {
  console.log(`\n${section.title}`)
  console.log(line(['', section.unit, 'p95', 'a second', 'ratio', 'goal']))
  for (const row of section.rows) {
    const { what, p50, p95, perSecond, ratio } = row
    console.log(
      line([
        what,
        text(p50),
        text(p95),
        text(perSecond),
        ratio === null ? '' : `${ratio.toFixed(2)}×`,
        verdict(row),
      ]),
    )
  }
  for (const row of section.rows) {
    if (isMet(row) === false && row.goal?.limit) console.log(`  ${row.what}: ${row.goal.limit}`)
  }
  for (const note of section.notes) console.log(`  ${note}`)
}

/** `met` or `missed`, with the goal; empty for a row without one. */
export function verdict(row: Row): string {
  if (row.goal === null) return ''
  const { of, most, least } = row.goal
  const bounds = [most !== undefined && `at most ${most}`, least !== undefined && `at least ${least}`]
  const figure = of === 'p50' ? '' : `${of} `
  return `${isMet(row) === true ? 'met' : 'missed'}: ${figure}${bounds.filter(Boolean).join(', ')}`
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
