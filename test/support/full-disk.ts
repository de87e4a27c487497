import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const filler = 'filler'

/** Takes all that is left on a folder's disk. */
export function fillDisk(folder: string): void {
  for (const size of [65_536, 4096, 1]) {
    try {
      for (;;) appendFileSync(join(folder, filler), Buffer.alloc(size))
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown
    }
  }
}

export function freeDisk(folder: string): void {
  rmSync(join(folder, filler), { force: true })
}
