import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { rpmDepends } from '../libraries.ts'
import { unmet } from '../requirements.ts'
import { installationFaults, type PackageManager } from './installation.ts'
import { fileFaults } from './linux-files.ts'
import { run, type Trial } from './trial.ts'

export const rpm: Trial = {
  target: { system: 'linux', processor: 'x64' },
  format: 'rpm',
  packages: ['appstream', 'desktop-file-utils', 'mandoc', 'rpm', 'cpio'],
  tools: () => ({ CUSTOM_FPM_PATH: join(import.meta.dirname, 'fpm.ts') }),
  unpack: (file, folder) => {
    run('sh', '-c', 'mkdir -p "$2" && cd "$2" && rpm2cpio "$1" | cpio -id --quiet', 'sh', file, folder)
    return join(folder, 'opt/Mooring')
  },
  inspect: (file, folder) => {
    const query = (...args: string[]) =>
      run('rpm', '--query', '--package', file, ...args)
        .trim()
        .split('\n')
    const demanded = query('--requires')
    const owners = query('--queryformat', '[%{FILEUSERNAME} %{FILEGROUPNAME}\\n]')
    return [
      ...fileFaults(folder),
      ...rpmDepends.filter((name) => !demanded.includes(name)).map((name) => `${name} is not demanded`),
      ...unmet([['everything in it is root’s', owners.every((owner) => owner === 'root root')]]),
    ]
  },
  install: (file, newer) => installationFaults(rpmWithDatabase(`${file}.database`), file, newer),
}

/** In a database of its own, which knows none of Debian's packages: so nothing that the rpm demands is looked for. */
function rpmWithDatabase(database: string): PackageManager {
  mkdirSync(database)
  const rpm = (...args: string[]) => run('rpm', '--dbpath', database, ...args)
  const orNothing = (...args: string[]): string => {
    try {
      return rpm(...args)
    } catch (thrown) {
      return (thrown as { stdout: string }).stdout
    }
  }
  return {
    install: (file) => void rpm('--upgrade', '--nodeps', '--force-debian', file),
    version: () =>
      /^mooring (.+)$/.exec(orNothing('--query', '--queryformat', '%{NAME} %{VERSION}', 'mooring'))?.[1] ??
      null,
    // After installing, electron-builder's script makes chrome-sandbox setuid where the kernel has no user namespaces.
    changes: () =>
      orNothing('--verify', '--nodeps', 'mooring').replace(/^\.M\.+ +\S+\/chrome-sandbox\n/m, ''),
    remove: () => void rpm('--erase', 'mooring'),
  }
}
