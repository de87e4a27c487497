import type { EventName, EventPayload } from '../../../shared/contract.ts'

/** One export to a file. */
export interface ExportRun {
  /** Aborted when the user cancels. */
  signal: AbortSignal
  /** Tells the window how many rows have been written so far. */
  report(rows: number): void
  /** Tells the window how many accounts are still to be read. */
  reportLeft(accounts: number): void
}

/** The exports in progress, by the id that the window gave. */
export interface ExportRuns {
  /** Runs an export. One that was cancelled saves nothing. */
  run<T extends { saved: boolean }>(
    id: string,
    work: (run: ExportRun) => Promise<T>,
  ): Promise<T | { saved: false }>
  cancel(id: string): void
  /** Cancels all. Resolves when their files are gone. */
  close(): Promise<void>
}

/** An export that nobody can cancel. */
export const unattended: ExportRun = {
  signal: new AbortController().signal,
  report: () => {},
  reportLeft: () => {},
}

export function openExportRuns(deps: {
  emit: <E extends EventName>(name: E, payload: EventPayload<E>) => void
}): ExportRuns {
  const running = new Map<string, { controller: AbortController; finished: Promise<unknown> }>()
  return {
    async run(id, work) {
      const controller = new AbortController()
      const { signal } = controller
      const progress = { id, rows: 0, accountsLeft: 0 }
      const report = (part: Partial<typeof progress>) =>
        deps.emit('export.progress', { ...Object.assign(progress, part) })
      const finished = work({
        signal,
        report: (rows) => report({ rows }),
        reportLeft: (accountsLeft) => report({ accountsLeft }),
      })
      running.set(id, { controller, finished: finished.catch(() => undefined) })
      try {
        return await finished
      } catch (thrown) {
        if (signal.aborted) return { saved: false }
        throw thrown
      } finally {
        running.delete(id)
      }
    },
    cancel: (id) => running.get(id)?.controller.abort(),
    close: async () => {
      for (const { controller } of running.values()) controller.abort()
      await Promise.all([...running.values()].map(({ finished }) => finished))
    },
  }
}
