/** An API of the stand-in: what it lacks throws with its name, instead of being quietly undefined. */
export function guard<T extends object>(what: string, supplied: T): T {
  return new Proxy(supplied, {
    get: (target, name, receiver) => {
      const isKnown = name in target || typeof name === 'symbol' || name === 'then' || name === 'toJSON'
      if (!isKnown) throw new Error(`electron stand-in: ${what}.${name} is not supplied`)
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}
