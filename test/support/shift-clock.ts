// Loaded before a process's own modules: its clock is off by so many milliseconds.
let shiftMs = Number(process.env['MOORING_TEST_CLOCK_SHIFT_MS'] ?? 0)

/** From now on the clock is off by so much. Timers go on in real time. */
export function shiftClock(ms: number): void {
  shiftMs = ms
}

const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...given: [] | ConstructorParameters<typeof RealDate>) {
    if (given.length === 0) super(RealDate.now() + shiftMs)
    else super(...given)
  }

  static override now(): number {
    return RealDate.now() + shiftMs
  }
} as typeof RealDate
