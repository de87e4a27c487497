import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { unmet } from '../requirements.ts'
import type { NewerPackage } from './trial.ts'

/** A package manager, with this one package in view. */
export interface PackageManager {
  /** Also in the place of an older version. */
  install: (file: string) => void
  /** @returns null when it is not installed */
  version: () => string | null
  /** @returns the files that differ from the package, in its manager's words; empty when none does */
  changes: () => string
  remove: () => void
}

const userFolder = join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Mooring')

/**
 * Installs a package, puts a newer one over it and removes that, as root.
 *
 * @returns what is wrong on the system after each step, a sentence each
 * @throws Error when Mooring is installed already: the trial would remove it
 */
export function installationFaults(manager: PackageManager, file: string, newer: NewerPackage): string[] {
  const occupied = ['/opt/Mooring', '/usr/bin/mooring'].filter((path) => existsSync(path))
  if (occupied.length > 0) {
    throw new Error(
      `${occupied.join(' and ')} is there already, and the trial would remove it. Uninstall Mooring first.`,
    )
  }
  const before = traces()
  const kept = join(userFolder, 'kept-by-packaging-trial')
  const ownsUserFolder = !existsSync(userFolder)
  mkdirSync(userFolder, { recursive: true })
  writeFileSync(kept, 'what a user has linked')
  try {
    manager.install(file)
    const installed = faultsWhen('installed', manager)
    manager.install(newer.file)
    const upgraded = [
      ...faultsWhen('upgraded', manager),
      ...unmet([['upgraded, the newer version is listed', manager.version() === newer.version]]),
    ]
    manager.remove()
    const left = traces().filter((path) => !before.includes(path))
    return [
      ...installed,
      ...upgraded,
      ...left.map((path) => `after removal ${path} is left`),
      ...unmet([
        ['removed, it is no longer listed', manager.version() === null],
        ['removed, what the user has linked is still there', existsSync(kept)],
      ]),
    ]
  } finally {
    if (manager.version() !== null) manager.remove()
    rmSync(ownsUserFolder ? userFolder : kept, { recursive: true, force: true })
  }
}

function faultsWhen(step: string, manager: PackageManager): string[] {
  const changes = manager.changes()
  return [
    ...unmet([
      [`${step}, it is listed`, manager.version() !== null],
      [`${step}, the command is on the path`, existsSync('/usr/bin/mooring')],
      [`${step}, the app is in /opt`, existsSync('/opt/Mooring/resources/app.asar')],
    ]),
    ...(changes === '' ? [] : [`${step}, files differ from the package: ${changes}`]),
  ]
}

const desktopCache = '/usr/share/applications/mimeinfo.cache'

/** Everything on the system that has the app's name, and the entry in the list of what opens `mooring://`. */
function traces(): string[] {
  // It fails where a file goes while it looks; what it found counts all the same.
  const found = spawnSync('find', ['/etc', '/opt', '/usr', '/var', '-xdev', '-iname', '*mooring*'])
  const named = found.stdout.toString('utf8').split('\n')
  const isCached = existsSync(desktopCache) && readFileSync(desktopCache, 'utf8').includes('mooring')
  return [...named, ...(isCached ? [`mooring in ${desktopCache}`] : [])]
}
