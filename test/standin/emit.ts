import type { EventEmitter } from 'node:events'

/** Emits an event that a listener may prevent. @returns true when one did */
export function emitPreventable(
  emitter: EventEmitter,
  name: string,
  details: object = {},
  ...args: unknown[]
): boolean {
  let isPrevented = false
  const event = {
    ...details,
    get defaultPrevented() {
      return isPrevented
    },
    preventDefault: () => {
      isPrevented = true
    },
  }
  emitter.emit(name, event, ...args)
  return isPrevented
}
