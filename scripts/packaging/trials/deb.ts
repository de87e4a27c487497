import { join } from 'node:path'
import { libraries } from '../libraries.ts'
import { unmet } from '../requirements.ts'
import { installationFaults, type PackageManager } from './installation.ts'
import { fileFaults } from './linux-files.ts'
import { run, type Trial } from './trial.ts'

export const deb: Trial = {
  target: { system: 'linux', processor: 'x64' },
  format: 'deb',
  packages: ['appstream', 'desktop-file-utils', 'mandoc'],
  tools: () => ({ CUSTOM_FPM_PATH: join(import.meta.dirname, 'fpm.ts') }),
  unpack: (file, folder) => {
    run('dpkg-deb', '--extract', file, folder)
    return join(folder, 'opt/Mooring')
  },
  inspect: (file, folder) => {
    const listed = run('dpkg-deb', '--contents', file).trim().split('\n')
    const recommends = run('dpkg-deb', '--field', file, 'Recommends')
    return [
      ...fileFaults(folder),
      ...undemanded(packagesOnBareSystem(file)),
      ...unmet([
        ['everything in it is root’s', listed.every((line) => line.includes(' root/root '))],
        ['it recommends a keyring', recommends.includes('gnome-keyring')],
      ]),
    ]
  },
  install: (file, newer) => installationFaults(dpkg, file, newer),
}

const dpkg: PackageManager = {
  install: (file) => void run('apt-get', 'install', '-y', '--no-install-recommends', file),
  version: () =>
    run('dpkg-query', '--show', '--showformat', '${Package} ${Version}\n', '*').match(
      /^mooring (.+)$/m,
    )?.[1] ?? null,
  changes: () => run('dpkg', '--verify', 'mooring'),
  remove: () => void run('apt-get', 'purge', '-y', 'mooring'),
}

/** What apt would install where nothing is installed yet: every package that the deb demands, and what those demand. */
function packagesOnBareSystem(file: string): string[] {
  const nothingInstalled = 'Dir::State::status=/dev/null'
  const simulation = ['install', '--simulate', '--no-install-recommends', '--option', nothingInstalled]
  const said = run('apt-get', ...simulation, file)
  return [...said.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? '')
}

/** The libraries that no package among these carries. */
export function undemanded(packages: readonly string[]): string[] {
  return Object.entries(libraries)
    .filter(([, carriers]) => !carriers.split(' | ').some((carrier) => packages.includes(carrier)))
    .map(([library, carriers]) => `${library} is not demanded: ${carriers}`)
}
