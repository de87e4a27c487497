import { randomUUID } from 'node:crypto'

export interface ChosenFile {
  name: string
  /** PEM. */
  text: string
}

/** Certificates and keys that the user chose, by an id that the window gets instead of the content. */
export interface ChosenFiles {
  add(file: ChosenFile): string
  find(id: string): ChosenFile | undefined
}

export function openChosenFiles(): ChosenFiles {
  const chosen = new Map<string, ChosenFile>()
  return {
    add(file) {
      const id = randomUUID()
      chosen.set(id, file)
      return id
    },
    find: (id) => chosen.get(id),
  }
}
