import { join, sep } from 'node:path'

/** What the start script of an AppImage puts its own folders into. */
const searchPaths = ['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS', 'GSETTINGS_SCHEMA_DIR']

/**
 * Takes the folders of the AppImage that this app runs from out of the environment. A program that the app starts, such as the browser,
 * would look there for libraries and schemas. What the user has set stays.
 */
export function leaveAppImage(env: NodeJS.ProcessEnv, executable: string): void {
  const folder = env['APPDIR']
  if (!folder || !executable.startsWith(join(folder, sep))) return
  for (const name of searchPaths) {
    const kept = (env[name] ?? '').split(':').filter((entry) => entry !== '' && !isWithin(folder, entry))
    if (kept.length === 0) delete env[name]
    else env[name] = kept.join(':')
  }
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(join(folder, sep))
}
