import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Who may import whom: a room, and the rooms (or packages) beyond itself, `errors`, `log`, `http`, zod and Node that it may use. */
const views: Record<string, { views: string[]; packages: string[] }> = {
  shared: { views: [], packages: ['zod'] },
  'electron/preload.ts': { views: ['shared'], packages: ['electron'] },
  'electron/main/oauth': { views: ['shared'], packages: ['openid-client'] },
  'electron/main/institutions': { views: ['shared'], packages: ['zod'] },
  'electron/main/store': { views: ['shared'], packages: ['better-sqlite3'] },
  'electron/main/system': { views: ['shared'], packages: ['electron', 'keytar'] },
  'electron/main/start': { views: [], packages: [] },
  'electron/main/sandbox': { views: [], packages: [] },
  'electron/main/connections': {
    views: [
      'shared',
      'electron/main/oauth',
      'electron/main/institutions',
      'electron/main/store',
      'electron/main/system',
      'electron/main/sandbox',
    ],
    packages: ['fflate'],
  },
  'electron/main/updates': { views: ['shared'], packages: ['electron-updater', 'zod'] },
  'electron/main/ipc': {
    views: ['shared', 'electron/main/connections', 'electron/main/store', 'electron/main/updates'],
    packages: ['electron'],
  },
  renderer: {
    views: ['shared'],
    packages: ['react', 'react-dom', 'react-aria-components', '@tanstack', 'vite'],
  },
}

/** Small files at the top of main that every room may use. */
const common = new Set(
  ['errors', 'log', 'http', 'download', 'redact', 'csv'].map((name) => `electron/main/${name}.ts`),
)

const sources = globSync(['shared/**/*.ts', 'electron/**/*.ts', 'renderer/**/*.{ts,tsx}'], { cwd: root }).map(
  (file) => normalize(file),
)

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:\{[^}]*\}[^'"]*?)?from\s*'([^']+)'/g),
    ...text.matchAll(/\bimport\(?\s*'([^']+)'/g),
  ].map((match) => match[1] ?? '')
}

function roomOf(file: string): string | undefined {
  return Object.keys(views).find((view) => file === view || file.startsWith(`${view}/`))
}

function faultsOf(file: string): string[] {
  const view = roomOf(file)
  if (view === undefined) return []
  const rule = views[view] ?? { views: [], packages: [] }

  return importsOf(file).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = relative(root, join(root, dirname(file), specifier))
      const other = roomOf(target)
      const isAllowed =
        other === view || (other !== undefined && rule.views.includes(other)) || common.has(target)
      return isAllowed ? [] : [`${file} imports ${target}`]
    }
    if (specifier.startsWith('node:') && view !== 'shared' && view !== 'renderer') return []
    const name = specifier.split('/')[0] ?? ''
    return rule.packages.includes(name) ? [] : [`${file} imports ${specifier}`]
  })
}

test('every room imports only the rooms and packages that the table allows', () => {
  expect(sources.length).toBeGreaterThan(40)
  expect(sources.flatMap(faultsOf)).toEqual([])
})

test('electron is imported only where the app meets the system', () => {
  const allowed = /^electron\/(preload|main\/(index|window|menu|ipc\/serve|system\/[a-z-]+))\.ts$/
  const importers = sources.filter((file) => importsOf(file).includes('electron'))
  expect(importers).not.toEqual([])
  expect(importers.filter((file) => !allowed.test(file))).toEqual([])
})

test('the page carries no schema library: of the contract it takes types alone', () => {
  const values = /import (?!type\b)[^'"]*from\s*'[./]*\/shared\/(contract|errors|models\/[a-z]+)\.ts'/
  const pages = sources.filter((file) => file.startsWith('renderer/'))
  const faults = pages.filter((file) => {
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/import type[^;]*?from '[^']+'/g, '')
    return values.test(text)
  })
  expect(faults).toEqual([])
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

test('process.env is read by the composition root alone', () => {
  const readers = sources.filter((file) => readFileSync(join(root, file), 'utf8').includes('process.env'))
  expect(
    readers.filter((file) => file !== 'electron/main/index.ts' && file !== 'electron/main/app/config.ts'),
  ).toEqual([])
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
  ['a minidump, which would hold tokens', /crashReporter/, []],
  ['HTML from text', /innerHTML|dangerouslySetInnerHTML/, []],
]

test.each(banned)('%s stands nowhere it should not', (_what, pattern, allowed) => {
  const found = sources.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')))
  expect(found.filter((file) => !allowed.includes(file))).toEqual([])
})
