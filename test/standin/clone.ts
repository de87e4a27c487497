/**
 * A value as text, between the page and the main process, for what structured clone carries in Electron: plain data, `undefined`, dates,
 * errors. What it can't carry throws, as it does there; what only this text can't carry (a Map, bytes) throws and says so.
 * Runs in the page too, from its own source: it may use nothing from outside itself.
 */
export function encode(value: unknown): string {
  const pack = (one: unknown): unknown => {
    if (one === undefined) return { $: 'undefined' }
    if (typeof one === 'function' || typeof one === 'symbol')
      throw new Error('An object could not be cloned.')
    if (typeof one === 'bigint') return { $: 'bigint', value: String(one) }
    if (typeof one === 'number' && (!Number.isFinite(one) || Object.is(one, -0)))
      return { $: 'number', value: Object.is(one, -0) ? '-0' : String(one) }
    if (typeof one !== 'object' || one === null) return one
    if (Array.isArray(one)) return one.map(pack)
    if (one instanceof Date) return { $: 'date', value: one.getTime() }
    if (one instanceof Error) return { $: 'error', value: one.message }
    const kind = Object.prototype.toString.call(one).slice(8, -1)
    if (kind !== 'Object') throw new Error(`electron stand-in: a ${kind} in a message is not supplied`)
    const entries = Object.entries(one).map(([key, member]) => [key, pack(member)])
    return '$' in one ? { $: 'object', value: entries } : Object.fromEntries(entries)
  }
  return JSON.stringify(pack(value))
}

/** What `encode` wrote. */
export function decode(text: string): unknown {
  const unpack = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one
    if (Array.isArray(one)) return one.map(unpack)
    if (!('$' in one)) {
      return Object.fromEntries(Object.entries(one).map(([key, member]) => [key, unpack(member)]))
    }
    const { $: kind, value } = one as { $: unknown; value?: unknown }
    switch (kind) {
      case 'bigint':
        return BigInt(String(value))
      case 'number':
        return Number(value)
      case 'date':
        return new Date(Number(value))
      case 'error':
        return new Error(String(value))
      case 'object':
        return Object.fromEntries(
          (value as [string, unknown][]).map(([key, member]) => [key, unpack(member)]),
        )
      default:
        return undefined
    }
  }
  return unpack(JSON.parse(text))
}
