import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { verifySignature } from 'electron-updater/out/windowsExecutableCodeSignatureVerifier.js'

const unheard = { info: () => {}, warn: () => {}, error: () => {} }

/**
 * Whether an installer for Windows is signed by one of these publishers. electron-updater asks PowerShell, and lets everything pass
 * where that can't be run; here nothing passes then.
 *
 * @returns null when it is, otherwise why not
 */
export async function verifyInstaller(publishers: string[], file: string): Promise<string | null> {
  try {
    const args = ['-NoProfile', '-NonInteractive', '-Command', 'ConvertTo-Json 1']
    await promisify(execFile)('powershell.exe', args, { windowsHide: true })
  } catch {
    return 'PowerShell can’t be run, so the signature can’t be looked at.'
  }
  return verifySignature(publishers, file, unheard)
}
