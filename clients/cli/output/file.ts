import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { outputFailure, writeAll } from './output.ts'

/** A file that appears whole, or not at all. */
export interface OutputFile {
  /** @throws CommandError `output_failed` */
  write(bytes: Uint8Array): void
  /** Gives it its name. @throws CommandError `output_failed` */
  keep(): void
  /** Call it in any case. What was not kept is removed. */
  close(): void
}

/** Readable by this user alone. A device, such as /dev/null, is written into as it comes. @throws CommandError `output_failed` */
export function openFile(path: string): OutputFile {
  const isNew = isFileOrNew(path)
  const part = isNew ? `${path}.${process.pid}.part` : path
  const descriptor = orFailure(() => openSync(part, isNew ? 'wx' : 'w', 0o600))
  let isKept = false
  const remove = () => {
    if (isNew && !isKept) rmSync(part, { force: true })
  }
  // Also when the user interrupts.
  process.once('exit', remove)
  return {
    write: (bytes) => orFailure(() => writeAll(descriptor, bytes)),
    keep: () =>
      orFailure(() => {
        if (!isNew) return
        fsyncSync(descriptor)
        renameSync(part, path)
        isKept = true
      }),
    close() {
      closeSync(descriptor)
      remove()
      process.off('exit', remove)
    },
  }
}

function isFileOrNew(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? true
}

function orFailure<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    throw outputFailure(thrown)
  }
}
