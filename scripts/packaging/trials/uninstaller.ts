import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../run.ts'
import { ensureSystemPackages, type SystemPackage } from '../../system-packages.ts'
import { unmet } from '../requirements.ts'
import { run } from './trial.ts'

const classes = 'HKCU\\Software\\Classes'
const addressCommand = `${classes}\\mooring\\shell\\open\\command`
const loginKey = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run'
const server = (id: string) => `${classes}\\CLSID\\{${id}}\\LocalServer32`
const ours = 'C:\\Mooring\\Mooring.exe'
const other = 'C:\\Other\\Other.exe'

export const uninstallerPackages: SystemPackage[] = ['nsis', 'wine64']
const ownScript = join(root, 'build/windows/uninstall.nsh')

/**
 * Runs what our part of the Windows uninstaller does in Wine, on a registry as the app leaves it. For an x64 Linux.
 *
 * @param script our part of it
 * @returns what is wrong, a sentence each
 */
export function tryUninstaller(script = ownScript): string[] {
  ensureSystemPackages(uninstallerPackages)
  const folder = mkdtempSync(join(tmpdir(), 'mooring-wine-'))
  try {
    return tryUninstalling(folder, script)
  } finally {
    spawnSync('/usr/lib/wine/wineserver', ['--kill', '--wait'])
    rmSync(folder, { recursive: true, force: true })
  }
}

function tryUninstalling(folder: string, script: string): string[] {
  Object.assign(process.env, {
    WINEPREFIX: join(folder, 'wine'),
    WINEDEBUG: '-all',
    // Neither .NET nor a browser is installed into it.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  })
  copyFileSync(join(import.meta.dirname, 'uninstaller.nsi'), join(folder, 'trial.nsi'))
  run('makensis', '-V2', `-DUNINSTALL_SCRIPT=${script}`, join(folder, 'trial.nsi'))
  // Started with no output of ours: a server that a command starts would hold that command's output open for seconds.
  spawnSync('/usr/lib/wine/wineserver', ['--persistent'], { stdio: 'ignore' })
  spawnSync('/usr/lib/wine/wine64', ['wineboot', '--init'], { stdio: 'ignore' })
  const wine = (...args: string[]) => run('/usr/lib/wine/wine64', ...args)
  const set = (key: string, value: string) => void wine('reg', 'add', key, '/ve', '/d', value, '/f')
  const uninstall = (...args: string[]) => void wine(join(folder, 'trial.exe'), ...args)
  const startAtLogin = (program: string) =>
    void wine('reg', 'add', loginKey, '/v', 'app.mooring.desktop', '/d', `"${program}" --hidden`, '/f')
  const registry = () => wine('reg', 'query', classes, '/s') + wine('reg', 'query', loginKey)

  set(addressCommand, `"${ours}" "%1"`)
  for (const [id, program] of [
    ['1', other],
    ['2', ours],
    ['3', other],
  ] as const) {
    set(server(id), program)
  }
  startAtLogin(ours)
  uninstall('--updated')
  const updated = registry()
  uninstall()
  const removed = registry()
  set(addressCommand, `"${other}" "%1"`)
  startAtLogin(other)
  uninstall()
  const removedBesideAnother = registry()
  return unmet([
    [
      'an update keeps all three',
      [addressCommand.slice(4), server('2').slice(4), 'app.mooring.desktop'].every((one) =>
        updated.includes(one),
      ),
    ],
    ['removal deletes who opens mooring://', !removed.includes('\\mooring')],
    ['removal deletes who is started by a notification', !removed.includes('{2}')],
    ['removal deletes who is started at login', !removed.includes('app.mooring.desktop')],
    [
      'removal keeps another copy that is started at login',
      removedBesideAnother.includes('app.mooring.desktop'),
    ],
    ['removal keeps what belongs to other programs', ['{1}', '{3}'].every((id) => removed.includes(id))],
    ['removal keeps mooring:// when another copy opens it', removedBesideAnother.includes(`"${other}" "%1"`)],
  ])
}
