/** Resolves after so many milliseconds of a clock, which may be a simulated one. @throws the signal's reason */
export function sleep(
  clock: { setTimer: (ms: number, work: () => void) => () => void },
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.setTimer(ms, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
