import type { RevokeDeps } from '../revoke/revoker.ts'
import type { RunningLink } from './link-run.ts'

/** Running links by id. */
export interface Linker {
  find(id: string): RunningLink | undefined
  all(): RunningLink[]
  add(running: RunningLink): void
  remove(id: string): void
}

export type LinkDeps = RevokeDeps & { linker: Linker }

export function openLinker(): Linker {
  const links = new Map<string, RunningLink>()
  return {
    find: (id) => links.get(id),
    all: () => [...links.values()],
    add: (running) => void links.set(running.progress.id, running),
    remove: (id) => void links.delete(id),
  }
}
