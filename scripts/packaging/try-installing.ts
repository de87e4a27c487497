import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { installed } from '../../electron/main/system/windows-identity.ts'
import { root } from '../run.ts'
import { areForOneProcessor } from './targets.ts'

/**
 * Installs the package of dist/ as a user does, starts it with `--smoke`, puts it over the release before this one where there is
 * one, and uninstalls it. For the release workflow: it changes the computer that it runs on.
 */
interface Installer {
  /** Of the packages, the one that is tried: a glob below a folder of packages. */
  pattern: string
  install(file: string): void
  program: string
  uninstall(): void
}

const local = process.env['LOCALAPPDATA'] ?? ''
const windowsFolder = join(local, 'Programs/mooring')
const macApp = '/Applications/Mooring.app'
const installers: Partial<Record<NodeJS.Platform, Installer>> = {
  linux: {
    pattern: '*.deb',
    install: (file) => run('sudo', 'apt-get', 'install', '-y', '--allow-downgrades', file),
    program: '/usr/bin/mooring',
    uninstall: () => run('sudo', 'apt-get', 'purge', '-y', 'mooring'),
  },
  win32: {
    pattern: '*.exe',
    install: (file) => run(file, '/S'),
    program: join(windowsFolder, 'Mooring.exe'),
    uninstall: uninstallFromWindows,
  },
  darwin: {
    pattern: '*.dmg',
    install: installFromImage,
    program: join(macApp, 'Contents/MacOS/Mooring'),
    uninstall: () => rmSync(macApp, { recursive: true }),
  },
}
const installer = installers[process.platform]
if (!installer) throw new Error(`Nothing is packaged for ${process.platform}.`)

const [made] = globSync(installer.pattern, { cwd: join(root, 'dist') }).map((file) =>
  join(root, 'dist', file),
)
if (made === undefined) throw new Error(`There is no ${installer.pattern} in dist/.`)
const before = releaseBefore(made, installer.pattern)

if (before === null) console.log('no release before this one: installed afresh')
else {
  installer.install(before)
  smoke(installer.program)
}
installer.install(made)
smoke(installer.program)
if (process.platform === 'linux') smokeAppImage()
installer.uninstall()
if (existsSync(installer.program)) throw new Error('After uninstalling, the program is still there.')
console.log('installed, started, taken away')

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'inherit' })
}

function smoke(program: string): void {
  const display = process.platform === 'linux' ? ['xvfb-run', '--auto-servernum'] : []
  const [command = program, ...args] = [...display, program, '--smoke']
  const { status } = spawnSync(command, args, { stdio: 'inherit', timeout: 20_000 })
  if (status !== 0) throw new Error(`${program} --smoke ended with ${status}.`)
}

function smokeAppImage(): void {
  for (const file of globSync('dist/*.AppImage', { cwd: root })) {
    chmodSync(join(root, file), 0o755)
    smoke(join(root, file))
  }
}

/** With what a start by a user and a notification, and not a smoke start, write to the registry. What is another program's stays. */
function uninstallFromWindows(): void {
  const program = join(windowsFolder, 'Mooring.exe')
  const classes = 'HKCU\\Software\\Classes'
  const server = (id: string) => `${classes}\\CLSID\\${id}\\LocalServer32`
  const own: [key: string, value: string][] = [
    [`${classes}\\mooring\\shell\\open\\command`, `"${program}" "%1"`],
    [server(installed.toastActivator), program],
  ]
  const others = server('{00000000-0000-0000-0000-00004D6F6F72}')
  for (const [key, value] of [...own, [others, 'C:\\Other\\Other.exe'] as const])
    run('reg', 'add', key, '/ve', '/d', value, '/f')
  run(join(windowsFolder, 'Uninstall Mooring.exe'), '/S', `_?=${windowsFolder}`)
  const isThere = (key: string) => spawnSync('reg', ['query', key]).status === 0
  for (const [key] of own) if (isThere(key)) throw new Error(`After uninstalling, ${key} is still there.`)
  if (!isThere(others)) throw new Error('Uninstalling deleted a key of another program.')
  run('reg', 'delete', others.replace('\\LocalServer32', ''), '/f')
}

/** As Gatekeeper sees it: signed, notarized, stapled. */
function installFromImage(file: string): void {
  const mount = mkdtempSync(join(tmpdir(), 'mooring-image-'))
  run('hdiutil', 'attach', '-nobrowse', '-mountpoint', mount, file)
  rmSync(macApp, { recursive: true, force: true })
  run('cp', '-R', join(mount, 'Mooring.app'), macApp)
  run('hdiutil', 'detach', mount)
  run('codesign', '--verify', '--deep', '--strict', macApp)
  run('spctl', '--assess', '--verbose=2', macApp)
  run('xcrun', 'stapler', 'validate', macApp)
}

/**
 * The newest published release's package of the same kind and processor; null where there is none. The processor is the package's own: an
 * Apple silicon computer tries both.
 */
function releaseBefore(made: string, pattern: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-before-'))
  const found = spawnSync('gh', ['release', 'download', '--pattern', pattern, '--dir', folder])
  if (found.status !== 0) return null
  const file = globSync(pattern, { cwd: folder }).find((name) => areForOneProcessor(name, basename(made)))
  return file === undefined ? null : join(folder, file)
}
