#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * Stands in for fpm where it can't be downloaded: takes the arguments that electron-builder gives it for a deb, and makes one with
 * Debian's own tools. Only for trying the package; a release is made with fpm itself.
 */
const { options, paths } = readArguments(process.argv.slice(2))
if (single('-t') !== 'deb') throw new Error('Debian’s own tools make debs only.')

const folder = mkdtempSync(join(tmpdir(), 'mooring-deb-'))
try {
  for (const path of paths) put(path)
  mkdirSync(join(folder, 'DEBIAN'))
  writeFileSync(join(folder, 'DEBIAN/control'), control())
  putScript('--after-install', 'postinst')
  putScript('--after-remove', 'postrm')
  chmodSync(folder, 0o755)
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', folder, single('--package')])
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Every option of those has a value, but `--force`. */
function readArguments(given: string[]): { options: [name: string, value: string][]; paths: string[] } {
  const read = { options: [] as [string, string][], paths: [] as string[] }
  const waiting = given.filter((argument) => argument !== '--force')
  for (let argument = waiting.shift(); argument !== undefined; argument = waiting.shift()) {
    if (argument.startsWith('-')) read.options.push([argument, waiting.shift() ?? ''])
    else read.paths.push(argument)
  }
  return read
}

function all(name: string): string[] {
  return options.filter(([option]) => option === name).map(([, value]) => value)
}

function single(name: string): string {
  const value = all(name).at(-1)
  if (value === undefined) throw new Error(`electron-builder gave no ${name}`)
  return value
}

/** `from=to`; a folder that ends with a slash means what is in it. */
function put(path: string): void {
  const [from = '', to = ''] = path.split('=')
  const target = join(folder, to)
  mkdirSync(dirname(target), { recursive: true })
  if (statSync(from).isDirectory()) cpSync(from, target, { recursive: true, verbatimSymlinks: true })
  else copyFileSync(from, target.endsWith('/') ? join(target, basename(from)) : target)
}

function putScript(option: string, name: string): void {
  const file = join(folder, 'DEBIAN', name)
  copyFileSync(single(option), file)
  chmodSync(file, 0o755)
}

/** @see Debian Policy section 5.3 */
function control(): string {
  return `${[
    ['Package', single('--name')],
    ['Version', single('--version')],
    ['Architecture', single('--architecture')],
    ['Maintainer', single('--maintainer')],
    ['Depends', all('-d').join(', ')],
    ['Recommends', all('--deb-recommends').join(', ')],
    ['Section', single('--category')],
    ['Priority', single('--deb-priority')],
    ['Homepage', single('--url')],
    ['Description', single('--description').trim().split('\n').join('\n ')],
  ]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n`
}
