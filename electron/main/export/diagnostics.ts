import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
// The Node build declares its own `require`, which conflicts with the bundler's. The functions used here are the same.
import { strToU8, zipSync } from 'fflate/browser'
import type { Health } from '../../../shared/models/app.ts'
import { redact } from '../core/redact.ts'
import type { Deps } from '../runtime/deps.ts'
import { checkHealth } from '../health/health.ts'
import { viewConnections, type ViewDeps } from '../connections/model/view.ts'

/**
 * Writes an archive for support into a file that the user chooses: the self-checks, the number of connections by status, and the log.
 * Contains no names, addresses, accounts or secrets. The log was masked when it was written, and everything is masked again here.
 *
 * @returns false when the user chose no file
 * @throws AppError `file_unwritable`
 */
export async function exportDiagnostics(
  deps: ViewDeps & Pick<Deps, 'keychain' | 'about' | 'emit' | 'saveFile'>,
): Promise<boolean> {
  const health = await checkHealth(deps)
  const files = {
    'health.json': jsonOf(withoutNames(health)),
    'connections.json': jsonOf(countConnections(deps)),
    ...Object.fromEntries(
      deps.about.logFiles.filter((file) => existsSync(file)).map((file) => [basename(file), read(file)]),
    ),
  }
  const masked = Object.entries(files).map(([name, text]) => [name, strToU8(redact(text))] as const)
  const day = new Date(deps.now()).toISOString().slice(0, 10)
  return deps.saveFile(`mooring-diagnostics-${day}.zip`, async (write) => {
    await write(zipSync(Object.fromEntries(masked)))
    return null
  })
}

/** The masks take `state` for the parameter of OAuth. */
function withoutNames(health: Health): Omit<Health, 'keychain'> & { keychain: string } {
  const proxies = health.network.proxies.map((proxy) => ({ ...proxy, institutions: [] }))
  return { ...health, keychain: health.keychain.state, network: { ...health.network, proxies } }
}

/** How many connections are of each status and problem. */
function countConnections(deps: ViewDeps): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status, stage, problem } of viewConnections(deps)) {
    const kind = [stage, status, problem?.code].filter(Boolean).join(' / ')
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    return `not read: ${thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'}\n`
  }
}
