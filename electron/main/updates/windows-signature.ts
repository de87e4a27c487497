import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { verifySignature } from 'electron-updater/out/windowsExecutableCodeSignatureVerifier.js'

const silentLogger = { info: () => {}, warn: () => {}, error: () => {} }

/**
 * Whether one of these publishers signed a Windows installer. electron-updater runs PowerShell, and accepts every file if it can't; this
 * function then refuses.
 *
 * @returns null when it is signed, otherwise why not
 */
export async function verifyInstaller(publishers: string[], file: string): Promise<string | null> {
  try {
    const args = ['-NoProfile', '-NonInteractive', '-Command', 'ConvertTo-Json 1']
    await promisify(execFile)('powershell.exe', args, { windowsHide: true })
  } catch {
    return 'PowerShell can’t be run, so the signature can’t be looked at.'
  }
  return verifySignature(publishers, file, silentLogger)
}
