import { createHash } from 'node:crypto'

/** Numbers that look random and are the same for the same seed. */
export interface Draw {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number
  /** True once in `times`, on average. */
  oneIn(times: number): boolean
}

/** A generator of 32 bits (mulberry32), begun from a hash of `seed`. */
export function drawFrom(seed: string): Draw {
  let state = hashOf(seed).readUInt32BE(0)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { below: (limit) => Math.floor(next() * limit), oneIn: (times) => next() * times < 1 }
}

/** An id of 20 hexadecimal digits. */
export function idFrom(seed: string): string {
  return hashOf(seed).toString('hex').slice(0, 20)
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
