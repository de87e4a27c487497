/** The runs of datasets that are under way: at most one of each. */
export interface RunsInProgress {
  isRunning(datasetId: string): boolean
  /** Starts a run, unless one of this dataset is under way. Resolves when that has ended; never rejects. */
  start(datasetId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void>
  /** Cancels the run of a dataset, if there is one. Resolves when it has ended. */
  cancel(datasetId: string): Promise<void>
  /** Cancels all, because the app quits. Resolves when their files are closed. */
  close(): Promise<void>
}

/** Why a run was cancelled. */
export type CancelReason = 'user' | 'closing'

export function openRunsInProgress(): RunsInProgress {
  const running = new Map<string, { controller: AbortController; finished: Promise<void> }>()
  const cancel = async (datasetId: string, reason: CancelReason): Promise<void> => {
    const run = running.get(datasetId)
    run?.controller.abort(reason)
    await run?.finished
  }
  return {
    isRunning: (datasetId) => running.has(datasetId),
    start(datasetId, work) {
      const before = running.get(datasetId)
      if (before) return before.finished
      const controller = new AbortController()
      // Begins once it is listed.
      const finished = Promise.resolve()
        .then(() => work(controller.signal))
        .finally(() => running.delete(datasetId))
      running.set(datasetId, { controller, finished })
      return finished
    },
    cancel: (datasetId) => cancel(datasetId, 'user'),
    close: async () => {
      await Promise.all([...running.keys()].map((datasetId) => cancel(datasetId, 'closing')))
    },
  }
}
