/** Resolves after so many milliseconds of a clock, which may be a simulated one. @throws the signal's reason */
export function pause(
  clock: { after: (ms: number, work: () => void) => () => void },
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      takeBack()
      reject(signal?.reason)
    }
    const takeBack = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    })
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
