#!/usr/bin/env node
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, globSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { lstatSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * Takes the place of fpm where it can't be downloaded: reads the arguments that electron-builder gives it for a deb or an rpm, and makes
 * one with Debian's own tools, as fpm 1.17 does (its templates/rpm.erb and lib/fpm/package/deb.rb). Only to try a package: a release is
 * made with fpm itself.
 */
const { options, paths } = readArguments(process.argv.slice(2))
const folder = mkdtempSync(join(tmpdir(), 'mooring-fpm-'))
const staged = join(folder, 'staged')
try {
  mkdirSync(staged)
  for (const path of paths) stage(path)
  if (single('-t') === 'deb') makeDeb()
  else makeRpm()
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
function stage(path: string): void {
  const [from = '', to = ''] = path.split('=')
  const target = join(staged, to)
  mkdirSync(dirname(target), { recursive: true })
  if (statSync(from).isDirectory()) cpSync(from, target, { recursive: true, verbatimSymlinks: true })
  else copyFileSync(from, target.endsWith('/') ? join(target, basename(from)) : target)
}

function makeDeb(): void {
  mkdirSync(join(staged, 'DEBIAN'))
  writeFileSync(join(staged, 'DEBIAN/control'), control())
  for (const [option, name] of [
    ['--after-install', 'postinst'],
    ['--after-remove', 'postrm'],
  ] as const) {
    const file = join(staged, 'DEBIAN', name)
    copyFileSync(single(option), file)
    chmodSync(file, 0o755)
  }
  chmodSync(staged, 0o755)
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '-z1', '--build', staged, single('--package')])
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

function makeRpm(): void {
  const spec = join(folder, 'mooring.spec')
  writeFileSync(spec, specification())
  const defines = { _topdir: folder, _rpmdir: folder, _tmppath: folder, _rpmfilename: 'made.rpm' }
  execFileSync(
    'rpmbuild',
    [
      '-bb',
      '--quiet',
      `--buildroot=${staged}`,
      `--target=${single('--architecture')}-unknown-${single('--rpm-os')}`,
      ...Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`]),
      spec,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  renameSync(join(folder, 'made.rpm'), single('--package'))
}

/** The package owns a folder only when `--directories` names it or one above it. */
function specification(): string {
  const owned = all('--directories')
  const entries = globSync('**', { cwd: staged }).map((path) => `/${path}`)
  const isFolder = (path: string) => lstatSync(join(staged, path)).isDirectory()
  const isOwned = (path: string) => owned.some((one) => path === one || path.startsWith(`${one}/`))
  const steps = ['prep', 'build', 'install', 'clean']
  return `${[
    ...steps.flatMap((step) => [`%define __spec_${step}_post true`, `%define __spec_${step}_pre true`]),
    '%define _binary_payload w1.gzdio',
    `Name: ${single('--name')}`,
    `Version: ${single('--version')}`,
    'Release: 1',
    `Summary: ${single('--rpm-summary')}`,
    `License: ${single('--license')}`,
    `Vendor: ${single('--vendor')}`,
    `URL: ${single('--url')}`,
    `Packager: ${single('--maintainer')}`,
    'AutoReqProv: no',
    ...all('-d').map((dependency) => `Requires: ${dependency}`),
    `%description\n${single('--description')}`,
    ...steps.map((step) => `%${step}`),
    `%post\n${readFileSync(single('--after-install'), 'utf8')}`,
    `%postun\n${readFileSync(single('--after-remove'), 'utf8')}`,
    '%files\n%defattr(-,root,root,-)',
    ...entries.filter((path) => isFolder(path) && isOwned(path)).map((path) => `%dir "${path}"`),
    ...entries.filter((path) => path !== '/' && !isFolder(path)).map((path) => `"${path}"`),
  ].join('\n')}\n`
}
