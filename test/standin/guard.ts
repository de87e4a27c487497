/** A part of the stand-in. What it lacks throws with its name, instead of being quietly undefined. */
export function guard<T extends object>(what: string, supplied: T): T {
  return new Proxy(supplied, {
    get: (target, name, receiver) => {
      // A promise reads `then` of everything, JSON for `toJSON`, and Node's emitters for `domain`.
      const isAskedOfAll = typeof name === 'symbol' || ['then', 'toJSON', 'domain'].includes(name)
      if (!isAskedOfAll && !(name in target)) {
        throw new Error(`electron stand-in: ${what}.${name} is not supplied`)
      }
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}
