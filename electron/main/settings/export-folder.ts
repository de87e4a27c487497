import type { ExportFolder } from '../../../shared/models/app.ts'
import { write } from '../store/database.ts'
import { readExportFolder, writeExportFolder } from '../store/preferences.ts'
import type { Deps } from '../runtime/deps.ts'

/** The folder that the save dialog of an export begins in. */
export function exportFolder(deps: Pick<Deps, 'store'>): ExportFolder {
  return { folder: readExportFolder(deps.store) }
}

/** Asks the user for a folder; when they choose none, nothing changes. */
export async function chooseExportFolder(deps: Pick<Deps, 'store' | 'pickFolder'>): Promise<ExportFolder> {
  const folder = await deps.pickFolder()
  if (folder !== null) write(deps.store, () => writeExportFolder(deps.store, folder))
  return exportFolder(deps)
}

/** Begins in the system's folder for documents from now on. */
export function clearExportFolder(deps: Pick<Deps, 'store'>): ExportFolder {
  write(deps.store, () => writeExportFolder(deps.store, null))
  return exportFolder(deps)
}
