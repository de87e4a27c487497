import { existsSync, readFileSync } from 'node:fs'
import type { System } from './data-folder.ts'

/**
 * What keeps this program from seeing the app’s files and socket, in words; null for nothing that is known. The app may run outside.
 */
export function hiddenBy({ env, platform }: Pick<System, 'env' | 'platform'>): string | null {
  if (platform === 'darwin') return env['APP_SANDBOX_CONTAINER_ID'] ? 'the App Sandbox of macOS' : null
  if (platform !== 'linux') return null
  if (existsSync('/.flatpak-info')) return 'Flatpak'
  if (env['SNAP'] !== undefined && env['SNAP_NAME'] !== undefined) return 'a snap'
  if (existsSync('/run/.containerenv') || existsSync('/.dockerenv')) return 'a container'
  return isWsl() ? 'Linux on Windows (WSL)' : null
}

function isWsl(): boolean {
  try {
    return /microsoft/i.test(readFileSync('/proc/sys/kernel/osrelease', 'utf8'))
  } catch {
    // Without /proc nothing can be said.
    return false
  }
}
