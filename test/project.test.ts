import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')

test('every dependency is pinned to one exact version', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:@[a-z]+\/[a-z]+@)?\d+\.\d+\.\d+(-[a-z0-9.]+)?$/.test(version),
  )
  expect(loose).toEqual([])
})

test('the lock file names no host to download from', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved": "(?!file:)/)
})

test('the top level holds what the design says and nothing else', () => {
  const top = [...new Set(tracked.map((file) => file.split('/')[0]))].filter((name) => !name?.startsWith('.'))
  expect(top.sort()).toEqual([
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'build',
    'clients',
    'docs',
    'electron',
    'electron.vite.config.ts',
    'package-lock.json',
    'package.json',
    'renderer',
    'scripts',
    'shared',
    'test',
    'tsconfig.json',
    'vitest.config.ts',
  ])
})

test('every link between the pages leads to a file, and to a heading of it', () => {
  const links = tracked
    .filter((file) => file.endsWith('.md'))
    .flatMap((page) =>
      [...read(page).matchAll(/\]\(([^):\s]+)\)/g)].map(([, target = '']) => {
        const [file = '', heading] = target.split('#')
        return { page, target, file: file === '' ? page : join(dirname(page), file), heading }
      }),
    )
  expect(links.length).toBeGreaterThan(30)
  const broken = links.filter(
    ({ file, heading }) =>
      !existsSync(join(root, file)) || (heading !== undefined && !headingsOf(file).includes(heading)),
  )
  expect(broken).toEqual([])
})

/** As GitHub names them in addresses. */
function headingsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** Where a path on a page may start, besides the page's own folder. */
const starts = ['', 'electron', 'electron/main', 'electron/main/connections', 'renderer', 'shared', 'test']

test('every file and folder that a page names is there', () => {
  const folders = new Set(
    tracked.flatMap((file) =>
      file
        .split('/')
        .flatMap((_, depth, parts) => (depth > 0 ? [`${parts.slice(0, depth).join('/')}/`] : [])),
    ),
  )
  const there = new Set([...tracked, ...folders])
  const names = new Set(tracked.map((file) => basename(file)))
  const isThere = (page: string, path: string) =>
    [dirname(page), ...starts].some((start) => there.has(join(start, path))) || names.has(path)
  const named = tracked
    // The samples name pages of their publisher.
    .filter((file) => file.endsWith('.md') && file !== 'docs/samples.md')
    .flatMap((page) =>
      [
        ...read(page).matchAll(/(?<![\w/.:@-])(?:[\w-]+\/)*\w[\w.-]*\.(?:tsx?|md|nsh|sh)(?![\w/-])/g),
        ...read(page).matchAll(/(?<=`)(?:[\w-]+\/){2,}(?=`)/g),
      ].map(([path]) => ({ page, path })),
    )
  expect(named.length).toBeGreaterThan(500)
  expect(named.filter(({ page, path }) => !isThere(page, path))).toEqual([])
})

test('docs/decisions.md lists each decision once by subject, and is sorted by day', () => {
  const page = read('docs/decisions.md')
  const listed = [...page.matchAll(/^- \[(.+)\]\(#/gm)].map(([, title]) => title)
  const decided = [...page.matchAll(/^### (.+)$/gm)].map(([, title]) => title)
  expect(listed.toSorted()).toEqual(decided.toSorted())
  const days = [...page.matchAll(/^## (\d.+)$/gm)].map(([, day]) => day)
  expect(days).toEqual([...new Set(days)].toSorted().toReversed())
})

test('docs/architecture.md has a line for every folder', () => {
  const page = read('docs/architecture.md')
  const folders = new Set(
    tracked.flatMap((file) =>
      /^(shared|electron|renderer|scripts|clients)\//.test(file) ? [dirname(file)] : [],
    ),
  )
  for (const folder of ['support', 'setup', 'standin', 'crash', 'e2e', 'packaged'])
    folders.add(`test/${folder}`)
  expect([...folders].filter((folder) => !page.includes(`\`${folder}/\``))).toEqual([])
})

test('the Node of .nvmrc is the one that the tests run on', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }
  expect(read('.nvmrc').trim()).toBe(devDependencies['node'])
})

test('every script that an editor or a template names is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const pages = [
    'README.md',
    'docs/testing.md',
    '.vscode/launch.json',
    '.github/pull_request_template.md',
    '.ci/run',
  ]
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name ?? ''),
  )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

test('the README names the prompts of macOS: which program asks for the keychain, and how often [EL28], and notifications [EL29]', () => {
  const readme = read('README.md')
  expect(readme).toMatch(/Keychain_ asks whether \*\*Mooring Helper\*\*.*once for each connection/)
  expect(readme).toMatch(/Notifications_: macOS asks once.*An unsigned build can't show any/)
})
