import type { SystemAuthorities } from './trust-worker.ts'

/** A process that reads the system's certificate authorities, and sends them once. */
export interface TrustWorker {
  onAnswer(listener: (authorities: SystemAuthorities) => void): void
  onExit(listener: () => void): void
  kill(): void
}

/**
 * The certificate authorities that the system trusts, PEM. Reads them once, at the first call; the promise does not reject.
 *
 * @param onUnread called when they could not be read within the limit; the list is empty then
 */
export function openSystemAuthorities(options: {
  startWorker: () => TrustWorker
  onUnread: () => void
  limitMs?: number
}): () => Promise<string[]> {
  const { startWorker, onUnread, limitMs = 180_000 } = options
  let reading: Promise<string[]> | null = null

  async function read(): Promise<string[]> {
    const worker = startWorker()
    const answer = Promise.withResolvers<string[]>()
    const timer = setTimeout(() => answer.reject(new Error('too late')), limitMs).unref()
    worker.onAnswer(answer.resolve)
    worker.onExit(() => answer.reject(new Error('ended')))
    try {
      return await answer.promise
    } catch {
      onUnread()
      return []
    } finally {
      clearTimeout(timer)
      worker.kill()
    }
  }

  return () => (reading ??= read())
}
