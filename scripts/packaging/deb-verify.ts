import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack } from './pack.ts'
import { writeStubElectron } from './stub-electron.ts'
import type { Target } from './targets.ts'

/**
 * Builds a deb onto a stub of Electron, installs it with apt, looks at what is on the system, and purges it. As root on Debian or its
 * relatives only: it changes the system it runs on, and puts it back.
 */
const target: Target = { system: 'linux', processor: 'x64' }
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string }
const folder = mkdtempSync(join(tmpdir(), 'mooring-deb-'))
const userData = join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Mooring')
const left = join(userData, 'left-by-deb-verify')
const faults: string[] = []
const expect = (what: string, holds: boolean) => {
  if (!holds) faults.push(what)
}
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  })

if (process.getuid?.() !== 0 || !existsSync('/usr/bin/dpkg-deb')) {
  console.log('deb: left out, because installing one takes root on Debian or a relative of it')
} else {
  try {
    const deb = await build()
    looksRight(deb)
    installsAndGoes(deb)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(left, { force: true })
  }
  for (const fault of faults) console.log(`FAULT ${fault}`)
  console.log(
    faults.length === 0 ? 'deb: built, installed, listed and purged' : `deb: ${faults.length} faults`,
  )
  // electron-builder ends a process that ends by itself with 0, whatever its exit code was set to.
  process.exit(faults.length === 0 ? 0 : 1)
}

async function build(): Promise<string> {
  const electronFolder = join(folder, 'electron')
  writeStubElectron(electronFolder, target, version)
  process.env['CUSTOM_FPM_PATH'] = join(import.meta.dirname, 'fpm-by-dpkg.ts')
  const made = await pack(target, { output: join(folder, 'dist'), electronFolder, formats: ['deb'] })
  const deb = made.find((file) => file.endsWith('.deb'))
  if (deb === undefined) throw new Error('electron-builder made no deb')
  return deb
}

function looksRight(deb: string): void {
  const files = run('dpkg-deb', '--contents', deb).trim().split('\n')
  expect(
    'everything in it is root’s',
    files.every((line) => line.includes(' root/root ')),
  )
  expect(
    'nothing in it is setuid or writable by all',
    !files.some((line) => /^[-d]\S*s|^[-d]\S{7}w/.test(line)),
  )
  expect(
    'an AppArmor profile is in it',
    files.some((line) => line.endsWith('/resources/apparmor-profile')),
  )

  const unpacked = join(folder, 'unpacked')
  run('dpkg-deb', '--extract', deb, unpacked)
  const entry = join(unpacked, 'usr/share/applications/mooring.desktop')
  run('desktop-file-validate', entry)
  const desktop = readFileSync(entry, 'utf8')
  expect('the desktop entry leaves the sandbox on', !desktop.includes('--no-sandbox'))
  expect('mooring:// opens it', /^MimeType=.*x-scheme-handler\/mooring;/m.test(desktop))
  expect('it has an icon', existsSync(join(unpacked, 'usr/share/icons/hicolor/256x256/apps/mooring.png')))
}

function installsAndGoes(deb: string): void {
  mkdirSync(userData, { recursive: true })
  writeFileSync(left, 'what a person has linked')

  run('apt-get', 'install', '-y', '--no-install-recommends', deb)
  expect('dpkg lists it', run('dpkg', '--status', 'mooring').includes('Status: install ok installed'))
  expect('it is on the path', existsSync('/usr/bin/mooring') && existsSync('/opt/Mooring/resources/app.asar'))
  expect('its files are as they were packed', run('dpkg', '--verify', 'mooring') === '')

  run('apt-get', 'purge', '-y', 'mooring')
  expect('purged, nothing of it is left', !existsSync('/opt/Mooring') && !existsSync('/usr/bin/mooring'))
  expect('purged, what the person has linked is still there', existsSync(left))
}
