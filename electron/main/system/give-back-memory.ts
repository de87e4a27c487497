import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Chromium gives back the memory of the page's process in this time. */
const restMs = 10_000

type Collect = (options: { type: 'major'; flavor: 'last-resort' }) => void

/** Gives memory back once the window has been gone for a while. */
export interface MemoryReturn {
  windowGone(): void
  windowMade(): void
}

export function createMemoryReturn(): MemoryReturn {
  let timer: NodeJS.Timeout | undefined
  return {
    windowGone: () => {
      timer = setTimeout(giveBackMemory, restMs)
      timer.unref()
    },
    windowMade: () => clearTimeout(timer),
  }
}

/**
 * Has V8 collect everything, and give back the room that it does not need, which it keeps otherwise. Takes about as long as drawing a few
 * frames, so it is for an app without a window.
 */
export function giveBackMemory(): void {
  // Only what is made afterwards has the function: no code of the app's own context can call it.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}
