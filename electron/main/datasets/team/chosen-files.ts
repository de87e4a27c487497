import { randomUUID } from 'node:crypto'
import type { TeamFile } from '../../../../shared/models/team.ts'

export interface ChosenFile {
  name: string
  /** PEM. */
  text: string
}

/** Certificates and a key that the user chose and has not saved, by an id that the window gets instead of the content. One of each kind. */
export interface ChosenFiles {
  add(kind: TeamFile, file: ChosenFile): string
  find(kind: TeamFile, id: string): ChosenFile | undefined
  forget(): void
}

export function openChosenFiles(): ChosenFiles {
  const chosen = new Map<TeamFile, { id: string; file: ChosenFile }>()
  return {
    add(kind, file) {
      const id = randomUUID()
      chosen.set(kind, { id, file })
      return id
    },
    find(kind, id) {
      const found = chosen.get(kind)
      return found?.id === id ? found.file : undefined
    },
    forget: () => chosen.clear(),
  }
}
