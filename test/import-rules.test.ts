import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

interface Rule {
  /** Folders, or files, that the folder may import beside itself. */
  folders: string[]
  /** Packages that it may import. */
  packages: string[]
}

const main = (...names: string[]) => names.map((name) => `electron/main/${name}`)
const connections = (...names: string[]) => names.map((name) => `electron/main/connections/${name}`)

/** Everything below connections/. */
const below = [
  'shared',
  ...main('core', 'net', 'oauth', 'institutions', 'store', 'system', 'runtime', 'settings', 'receipts'),
  ...main('notifications'),
]

/** Which folders and packages each folder may import. A file belongs to the longest path that matches. */
const rules: Record<string, Rule> = {
  shared: { folders: [], packages: ['zod'] },
  renderer: {
    folders: ['shared'],
    packages: ['react', 'react-dom', 'react-aria-components', '@tanstack', 'vite'],
  },
  'clients/cli': { folders: ['shared'], packages: [] },
  'clients/cli/mcp': { folders: ['shared', 'clients/cli'], packages: ['@modelcontextprotocol', 'zod'] },
  'electron/preload.ts': { folders: ['shared'], packages: ['electron'] },

  'electron/main/core': { folders: ['shared'], packages: ['electron-log'] },
  'electron/main/net': { folders: ['shared', ...main('core')], packages: ['undici'] },
  'electron/main/oauth': { folders: ['shared', ...main('core', 'net')], packages: ['openid-client'] },
  'electron/main/institutions': { folders: ['shared', ...main('core', 'net')], packages: ['zod'] },
  'electron/main/store': { folders: ['shared', ...main('core')], packages: ['better-sqlite3'] },
  'electron/main/system': { folders: ['shared', ...main('core')], packages: ['electron', 'keytar'] },
  'electron/main/sandbox': { folders: main('core'), packages: [] },
  'electron/main/start': { folders: [], packages: [] },
  'electron/main/updates': {
    folders: ['shared', ...main('core', 'net')],
    packages: ['electron-updater', 'zod'],
  },

  'electron/main/runtime': {
    folders: ['shared', ...main('core', 'net', 'oauth', 'store', 'system', 'sandbox')],
    packages: ['@internationalized'],
  },
  'electron/main/receipts': { folders: ['shared', ...main('core', 'runtime', 'store')], packages: [] },
  'electron/main/notifications': { folders: ['shared', ...main('core', 'runtime', 'store')], packages: [] },
  'electron/main/settings': { folders: ['shared', ...main('core', 'runtime', 'store')], packages: [] },
  'electron/main/health': {
    folders: [
      'shared',
      ...main('core', 'net', 'oauth', 'institutions', 'store', 'runtime', 'settings', 'receipts'),
      ...connections('model'),
    ],
    packages: [],
  },

  'electron/main/connections/tokens': { folders: below, packages: [] },
  'electron/main/connections/model': { folders: [...below, ...connections('tokens')], packages: [] },
  'electron/main/connections/recover': {
    folders: [...below, ...connections('tokens', 'model')],
    packages: [],
  },
  'electron/main/connections/refresh': {
    folders: [...below, ...connections('tokens', 'model', 'recover')],
    packages: [],
  },
  'electron/main/connections/consent': {
    folders: [...below, ...connections('tokens', 'model', 'refresh')],
    packages: [],
  },
  'electron/main/connections/data': {
    folders: [...below, ...connections('tokens', 'model', 'refresh')],
    packages: [],
  },
  'electron/main/connections/revoke': {
    folders: [...below, ...connections('tokens', 'model', 'recover', 'refresh')],
    packages: [],
  },
  'electron/main/connections/link': {
    folders: [
      ...below,
      ...main('health'),
      ...connections('tokens', 'model', 'recover', 'refresh', 'consent', 'revoke'),
    ],
    packages: [],
  },
  'electron/main/connections/startup.ts': {
    folders: [
      ...below,
      ...main('health', 'receipts'),
      ...connections('model', 'recover', 'refresh', 'consent', 'revoke'),
    ],
    packages: [],
  },

  'electron/main/datasets/merge': { folders: ['shared'], packages: [] },
  'electron/main/datasets/copies': {
    folders: ['shared', ...main('core', 'store', 'system', 'tables', 'datasets/store')],
    packages: ['better-sqlite3', 'zod'],
  },
  'electron/main/datasets/copies/postgres': {
    folders: ['shared', ...main('core')],
    packages: ['better-sqlite3', 'pg', 'pg-copy-streams'],
  },
  'electron/main/datasets/team': {
    folders: ['shared', ...main('core', 'store', 'datasets'), ...connections('model', 'tokens')],
    packages: ['zod'],
  },
  'electron/main/datasets/store': {
    folders: ['shared', ...main('core', 'store', 'datasets/merge')],
    packages: ['better-sqlite3'],
  },

  'electron/main/registrations': {
    folders: [...below, ...connections('tokens', 'model', 'refresh', 'consent')],
    packages: [],
  },
  'electron/main/setup-file': {
    folders: [...below, ...main('registrations'), ...connections('refresh')],
    packages: [],
  },
  'electron/main/export': {
    folders: [
      ...below,
      ...main('health', 'tables', 'datasets/store'),
      ...connections('tokens', 'model', 'refresh', 'data'),
    ],
    packages: ['fflate'],
  },
  'electron/main/tables': {
    folders: ['shared', ...main('system')],
    packages: ['csv-stringify', 'hyparquet-writer'],
  },
  'electron/main/datasets': {
    folders: [...below, ...main('notifications'), ...connections('tokens', 'model', 'refresh', 'data')],
    packages: [],
  },
  'electron/main/local': { folders: ['shared', ...main('core')], packages: [] },
  'electron/main/scripts': {
    folders: [
      ...below,
      ...main('datasets', 'export', 'local', 'tables'),
      ...connections('tokens', 'model', 'refresh', 'data'),
    ],
    packages: ['zod'],
  },
  'electron/main/scripts/prompt': { folders: ['shared', ...main('scripts')], packages: [] },
  'electron/main/ipc': {
    folders: [
      ...below,
      ...main(
        'datasets',
        'connections',
        'health',
        'registrations',
        'scripts',
        'setup-file',
        'export',
        'updates',
      ),
    ],
    packages: ['electron'],
  },
  'electron/main/app': {
    folders: [
      ...below,
      ...main(
        'datasets',
        'connections',
        'health',
        'ipc',
        'local',
        'registrations',
        'sandbox',
        'scripts',
        'setup-file',
        'start',
      ),
      ...main('updates'),
    ],
    packages: ['electron', 'zod'],
  },
  'electron/main/index.ts': { folders: main('app', 'start', 'store', 'system'), packages: ['electron'] },
}

const sources = globSync(
  [
    'shared/**/*.ts',
    'electron/**/*.ts',
    'renderer/**/*.{ts,tsx}',
    'clients/cli/!(vite.config).ts',
    'clients/cli/*/**/*.ts',
  ],
  { cwd: root },
).map((file) => normalize(file))

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\{[^}]*\}[^'"]*?)?from\s*'([^']+)'/g),
    ...text.matchAll(/\bimport\(?\s*'([^']+)'/g),
  ].map((match) => match[1] ?? '')
}

function localImportsOf(file: string): string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(root, join(root, dirname(file), specifier)))
}

const isIn = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`)

/** The folder, or file, of the table that a file belongs to. */
function folderOf(file: string): string | undefined {
  return Object.keys(rules)
    .filter((folder) => isIn(file, folder))
    .toSorted((a, b) => b.length - a.length)[0]
}

function faultsOf(file: string): string[] {
  const own = folderOf(file) ?? ''
  const rule = rules[own]
  if (rule === undefined) return [`${file} is in no folder of the table`]

  const allowed = [own, ...rule.folders]
  const faults = localImportsOf(file)
    .filter((target) => !allowed.some((folder) => isIn(target, folder)))
    .map((target) => `${file} imports ${target}`)
  const hasNode = own !== 'shared' && own !== 'renderer'
  const packages = importsOf(file).filter(
    (specifier) => !specifier.startsWith('.') && !(hasNode && specifier.startsWith('node:')),
  )
  return [
    ...faults,
    ...packages
      .filter((specifier) => !rule.packages.includes(specifier.split('/')[0] ?? ''))
      .map((specifier) => `${file} imports ${specifier}`),
  ]
}

/**
 * The first circle that a file or folder leads to, as a path; null for none. Adds those without one to `done`.
 * @param next what a file or folder imports
 */
function circleFrom(
  start: string,
  next: (from: string) => Iterable<string>,
  path: readonly string[],
  done: Set<string>,
): string[] | null {
  if (path.includes(start)) return [...path.slice(path.indexOf(start)), start]
  if (done.has(start)) return null
  for (const target of next(start)) {
    const circle = circleFrom(target, next, [...path, start], done)
    if (circle) return circle
  }
  done.add(start)
  return null
}

function circlesAmong(all: Iterable<string>, next: (from: string) => Iterable<string>): string[][] {
  const done = new Set<string>()
  return [...all].map((one) => circleFrom(one, next, [], done)).filter((circle) => circle !== null)
}

/** Folders that import from their subfolders and the other way round. Each counts as one folder. */
const withSubfolders = ['shared', 'clients/cli', ...main('datasets', 'sandbox', 'scripts')]

/** What each folder imports from other folders. */
function folderImports(nameOf: (file: string) => string): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>()
  for (const file of sources) {
    const own = nameOf(file)
    const targets = imports.get(own) ?? new Set()
    for (const target of localImportsOf(file)) if (nameOf(target) !== own) targets.add(nameOf(target))
    imports.set(own, targets)
  }
  return imports
}

test('each folder imports only the folders and packages that the table allows', () => {
  expect(sources.length).toBeGreaterThan(40)
  expect(sources.flatMap(faultsOf)).toEqual([])
})

test('no imports form a circle, type imports included', () => {
  expect(circlesAmong(sources, localImportsOf)).toEqual([])
})

test('no folders import each other in a circle, type imports included', () => {
  const imports = folderImports(
    (file) => withSubfolders.find((folder) => isIn(file, folder)) ?? dirname(file),
  )
  expect(imports.size).toBeGreaterThan(40)
  expect(circlesAmong(imports.keys(), (folder) => imports.get(folder) ?? [])).toEqual([])
})

test('no subfolders of one folder import each other in a circle, type imports included', () => {
  const imports = folderImports(dirname)
  for (const folder of withSubfolders) imports.delete(folder)
  expect(circlesAmong(imports.keys(), (folder) => imports.get(folder) ?? [])).toEqual([])
})

test('electron is imported only where the app meets the system', () => {
  const allowed =
    /^electron\/(preload|main\/(index|app\/(background|host|lifecycle|main-window|menu|run-app|window)|ipc\/serve|system\/[a-z-]+))\.ts$/
  const importers = sources.filter((file) => importsOf(file).includes('electron'))
  expect(importers).not.toEqual([])
  expect(importers.filter((file) => !allowed.test(file))).toEqual([])
})

test('the page imports no schema library: of the contract it imports types only', () => {
  const values = /import (?!type\b)[^'"]*from\s*'[./]*\/shared\/(contract|errors|models\/[a-z]+)\.ts'/
  const pages = sources.filter((file) => file.startsWith('renderer/'))
  const faults = pages.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/import type[^;]*?from '[^']+'/g, '')
    return values.test(text)
  })
  expect(faults).toEqual([])
})

test('the command imports no schema library, but for mooring mcp: of the shapes it imports types only', () => {
  const values = /import (?!type\b)[^'"]*from\s*'[./]*\/shared\/(?!local-protocol|csv-cell)[a-z/-]+\.ts'/
  const isLoadedLater = (file: string) => isIn(file, 'clients/cli/mcp')
  const files = sources.filter((file) => file.startsWith('clients/') && !isLoadedLater(file))
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter((file) => values.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
})

test('keytar is imported by the keychain worker alone', () => {
  expect(sources.filter((file) => importsOf(file).includes('keytar'))).toEqual([
    'electron/main/system/keychain-worker.ts',
  ])
})

test('nobody imports the composition root', () => {
  expect(
    sources.filter((file) =>
      importsOf(file).some((specifier) => /main\/index\.ts$|^\.\.?\/index\.ts$/.test(specifier)),
    ),
  ).toEqual([])
})

test('process.env is read by index.ts and config.ts only, and by main.ts of the command', () => {
  const readers = sources.filter((file) => readFileSync(join(root, file), 'utf8').includes('process.env'))
  const allowed = ['electron/main/index.ts', 'electron/main/app/config.ts']
  expect(readers.filter((file) => !allowed.includes(file))).toEqual([])
})

const banned: [what: string, pattern: RegExp, allowed: string[]][] = [
  ['shell.openExternal', /\bshell\.open/, ['electron/main/system/browser.ts']],
  ['raw ipcMain', /\bipcMain\.(handle|on)\b/, ['electron/main/ipc/serve.ts']],
  ['keytar enumeration', /\.(findCredentials|findPassword)\(/, []],
  ['a weakened TLS check', /rejectUnauthorized:\s*false/, []],
  [
    'a weakened sandbox',
    /sandbox:\s*false|nodeIntegration:\s*true|contextIsolation:\s*false|webSecurity:\s*false/,
    [],
  ],
  [
    'a comparison of institution kinds',
    /kind\b\)?\s*[!=]==\s*'(?:mikomo|akoya|openid)|'(?:mikomo|akoya[a-z-]*|openid)'\s*[!=]==|case '(?:mikomo|akoya|openid)|kind\??\.startsWith|switch \([\w.]*environment\.kind\)/,
    [],
  ],
  ['a set of error codes', /Set<ErrorCode>|ErrorCode\[\]/, []],
  ['a minidump, which would hold tokens', /crashReporter/, []],
  ['HTML from text', /innerHTML|dangerouslySetInnerHTML/, []],
]

test.each(banned)('%s is used only where it is allowed', (_what, pattern, allowed) => {
  const found = sources.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')))
  expect(found.filter((file) => !allowed.includes(file))).toEqual([])
})
