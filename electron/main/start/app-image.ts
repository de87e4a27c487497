import { join, sep } from 'node:path'

/** Variables to which an AppImage's start script adds its own folders. */
const searchPaths = ['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS', 'GSETTINGS_SCHEMA_DIR']

/**
 * Removes the AppImage's own folders from the environment: a program that the app starts, such as the browser, would look there for
 * libraries and schemas. Keeps the user's own values.
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
