import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { downloadFailure } from './download-failure.ts'
import { downloadProgress } from './download-progress.ts'

/**
 * Downloads Electron's binary and unpacks it into its package: progress on stdout, and a plain reason on stderr when it fails. A server
 * that refused it is noted in `noteFile`, because it would refuse it again.
 *
 * @param folder of the package `electron`
 * @returns whether the binary is there
 */
async function downloadElectron(folder: string, noteFile: string, limitMs: number): Promise<boolean> {
  const { version } = readJson<{ version: string }>(join(folder, 'package.json'))
  const [platform, arch] = [
    process.env['ELECTRON_INSTALL_PLATFORM'] ?? process.platform,
    process.env['ELECTRON_INSTALL_ARCH'] ?? process.arch,
  ]
  console.log(`Downloading Electron ${version} for ${platform}-${arch}, once…`)
  useProxy()
  try {
    // Read after the variables for a proxy are set.
    const { downloadArtifact } = await import('@electron/get')
    const progress = downloadProgress(process.stdout)
    await downloadArtifact({
      version,
      platform,
      arch,
      artifactName: 'electron',
      ...cacheAndChecksums(folder),
      downloadOptions: {
        quiet: true,
        signal: AbortSignal.timeout(limitMs),
        getProgressCallback: async ({ transferred, total }: { transferred: number; total: number | null }) =>
          progress.show(transferred, total),
      },
    })
    progress.end()
  } catch (thrown) {
    const { reason, isRefusal, isLocal } = downloadFailure(thrown, limitMs)
    console.error(`Electron could not be downloaded: ${reason}`)
    console.error(
      isLocal
        ? 'Make room there, or name another folder in electron_config_cache.'
        : 'Name a mirror in ELECTRON_MIRROR, or a proxy in HTTPS_PROXY, where this network needs one.',
    )
    if (isRefusal) note(noteFile, reason)
    return false
  }
  rmSync(noteFile, { force: true })
  // Finds it among its downloads, verifies it and unpacks it.
  return spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'inherit' }).status === 0
}

/** As Electron's own install script takes them from the environment. */
function cacheAndChecksums(folder: string): { cacheRoot?: string; checksums?: Record<string, string> } {
  const cacheRoot = process.env['electron_config_cache']
  const areRemote =
    process.env['electron_use_remote_checksums'] ?? process.env['npm_config_electron_use_remote_checksums']
  return {
    ...(cacheRoot === undefined ? {} : { cacheRoot }),
    ...(areRemote ? {} : { checksums: readJson(join(folder, 'checksums.json')) }),
  }
}

/** @electron/get takes the usual variables for a proxy only with an option, and only with a scheme. */
function useProxy(): void {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter((name) => process.env[name])
  if (names.length === 0) return
  for (const name of names) {
    const value = process.env[name] ?? ''
    if (!value.includes('://')) process.env[name] = `http://${value}`
  }
  process.env['ELECTRON_GET_USE_PROXY'] = '1'
}

function note(file: string, reason: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, reason)
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}

const [folder = '', noteFile = '', limitMs = ''] = process.argv.slice(2)
process.exit((await downloadElectron(folder, noteFile, Number(limitMs))) ? 0 : 1)
