/** Work in progress by key, one piece for each key. */
export interface InProgress {
  /** The work in progress for a key. */
  of(key: string): Promise<void> | undefined
  /** Starts work, or returns the work in progress for that key. */
  run(key: string, work: () => Promise<void>): Promise<void>
  count(): number
}

export function openInProgress(): InProgress {
  const inProgress = new Map<string, Promise<void>>()
  return {
    of: (key) => inProgress.get(key),
    run(key, work) {
      const before = inProgress.get(key)
      if (before) return before
      const started = work().finally(() => inProgress.delete(key))
      inProgress.set(key, started)
      return started
    },
    count: () => inProgress.size,
  }
}
