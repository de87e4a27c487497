import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../electron/main/app/config.ts'
import { leaveAppImage } from '../../electron/main/start/app-image.ts'
import { refusalOf, refusalText } from '../../electron/main/start/refusal.ts'
import { makeAuthority } from '../support/certificate-authority.ts'

const installed = {
  isPackaged: true,
  userDataFolder: '/home/user/.config/mooring',
  executable: '/mnt/MoorinX/mooring',
  build: {
    MAIN_VITE_UPDATE_KEYS: 'first,second',
    MAIN_VITE_UPDATE_FEED: 'https://updates.example/',
    MAIN_VITE_UPDATE_PUBLISHER: 'CN=Mooring',
    MODE: 'production',
  },
}
const appImage = { APPIMAGE: '/home/user/Mooring.AppImage', APPDIR: '/mnt/MoorinX' }

test('what an installed app believes is for its build to say, not for its environment', () => {
  const env = { MOORING_UPDATE_KEYS: 'somebody else’s', ...appImage }
  expect(readConfig(env, installed).updates).toEqual({
    keys: ['first', 'second'],
    feed: 'https://updates.example/',
    windowsPublisher: 'CN=Mooring',
    appImage: '/home/user/Mooring.AppImage',
  })
})

test('a build without a key trusts no update, and a development start trusts the key in its environment', () => {
  const mine = Buffer.alloc(32, 7).toString('base64')
  expect(readConfig({ MOORING_UPDATE_KEYS: mine }, { ...installed, build: {} }).updates.keys).toEqual([])
  expect(readConfig({ MOORING_UPDATE_KEYS: mine }, { ...installed, isPackaged: false }).updates.keys).toEqual(
    [mine],
  )
})

test.each([
  ['another program’s AppImage', { ...appImage, APPDIR: '/mnt/Other' }],
  ['a folder whose name begins alike', { ...appImage, APPDIR: '/mnt/Moorin' }],
  ['an AppImage without its contents', { APPIMAGE: appImage.APPIMAGE }],
  ['no AppImage', {}],
])('variables of %s make the app none', (_what, env) => {
  expect(readConfig(env, installed).updates.appImage).toBe(null)
})

test('the log level is info, unless MOORING_LOG_LEVEL names another', () => {
  expect(readConfig({}, installed).logLevel).toBe('info')
  expect(readConfig({ MOORING_LOG_LEVEL: 'debug' }, installed).logLevel).toBe('debug')
  expect(() => readConfig({ MOORING_LOG_LEVEL: 'chatty' }, installed)).toThrow('MOORING_LOG_LEVEL')
})

test('the page of a development server is taken only by a development start, and only from this computer', () => {
  const development = { ...installed, isPackaged: false }
  const env = { MOORING_DEV_PAGE: 'http://127.0.0.1:5173/' }
  expect(readConfig(env, installed).developmentPage).toBe(null)
  expect(readConfig(env, development).developmentPage).toBe('http://127.0.0.1:5173/')
  expect(() => readConfig({ MOORING_DEV_PAGE: 'http://pages.example/' }, development)).toThrow(
    'MOORING_DEV_PAGE',
  )
})

test('a revocation can be undone for five seconds, unless MOORING_UNDO_MS says otherwise', () => {
  expect(readConfig({}, installed).undoMs).toBe(5000)
  expect(readConfig({ MOORING_UNDO_MS: '20000' }, installed).undoMs).toBe(20_000)
})

test.each([
  ['proxy.corp.example:8080', 'http://proxy.corp.example:8080/'],
  ['127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ['name:p%40ss@proxy.corp.example:8080', 'http://name:p%40ss@proxy.corp.example:8080/'],
  ['[2001:db8::1]:3128', 'http://[2001:db8::1]:3128/'],
  ['https://proxy.corp.example', 'https://proxy.corp.example/'],
])('a proxy written as %s is spoken to over HTTP where it names no scheme [J1] [J2]', (value, address) => {
  const { proxies } = readConfig({ HTTPS_PROXY: value }, installed)
  expect(proxies.https?.href).toBe(address)
})

test.each([
  [{ https_proxy: 'lower:1', HTTPS_PROXY: 'upper:2' }, 'lower:1'],
  [{ HTTPS_PROXY: 'https:1', ALL_PROXY: 'all:2', HTTP_PROXY: 'http:3' }, 'https:1'],
  [{ all_proxy: 'all:2', HTTP_PROXY: 'http:3' }, 'all:2'],
  [{ ALL_PROXY: 'all:2', HTTP_PROXY: 'http:3' }, 'all:2'],
  [{ HTTP_PROXY: 'http:3' }, 'http:3'],
  [{ http_proxy: 'http:4' }, 'http:4'],
  [{ HTTPS_PROXY: '', ALL_PROXY: '  ', http_proxy: 'http:4' }, 'http:4'],
])('of several proxies in the environment %o, %s carries https [J1]', (env, host) => {
  expect(readConfig(env, installed).proxies.https?.host).toBe(host)
})

test.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])(
  '%s is refused by name when it names a SOCKS proxy or nothing at all, and never repeated [J1]',
  (name) => {
    for (const value of ['socks5://proxy.example:1080', 'socks5h://proxy.example:1080']) {
      expect(() => readConfig({ [name]: value }, installed)).toThrow(`${name} names a SOCKS proxy`)
    }
    for (const value of ['http://', 'http://[broken', 'ftp://x', 'a b', 'name:marker%zz@proxy:1']) {
      expect(() => readConfig({ [name]: value }, installed)).toThrow(`${name} is not the address of a proxy`)
      expect(() => readConfig({ [name]: value }, installed)).not.toThrow('marker')
    }
  },
)

const proxyNames = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']
const long = 'x'.repeat(100_000)
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-config-'))
  writeFileSync(join(folder, 'junk.pem'), 'not a certificate')
  writeFileSync(join(folder, 'damaged.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  writeFileSync(join(folder, 'huge.pem'), Buffer.alloc(10_000_001))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every variable that the app reads, with values that it can't use. */
const wrong: Record<string, (() => string)[]> = {
  MOORING_DATA: [
    () => join(folder, 'junk.pem'),
    () => join(folder, 'junk.pem', 'below'),
    () => long,
    () => `/${long.slice(0, 3000)}`,
  ],
  MOORING_UNDO_MS: [() => 'soon', () => '-1', () => '300001', () => '1.5', () => long],
  MOORING_LOG_LEVEL: [() => 'chatty', () => long],
  MOORING_DEV_PAGE: [() => 'soon', () => 'http://pages.example/', () => `http://127.0.0.1/${long}`],
  MOORING_LINK_LIMIT_MS: [
    () => 'soon',
    () => '999',
    () => '300001',
    () => '1.5',
    () => '-1',
    () => 'NaN',
    () => '9'.repeat(100_000),
  ],
  MOORING_EXTRA_CA: [
    () => join(folder, 'missing.pem'),
    () => folder,
    () => join(folder, 'junk.pem'),
    () => join(folder, 'damaged.pem'),
    () => join(folder, 'huge.pem'),
    () => '/dev/zero',
    () => long,
  ],
  MOORING_UPDATE_KEYS: [() => 'junk', () => 'AAAA', () => long],
  ...Object.fromEntries(proxyNames.map((name) => [name, [() => 'http://[junk', () => `http://${long}`]])),
  NO_PROXY: [() => long],
  no_proxy: [() => long],
}
/** Of another program’s making: what can’t be used is passed over. */
const inherited = ['APPIMAGE', 'APPDIR']

/** The operating system sets it, to any value. */
const ofTheSystem = ['BROWSER', 'GSETTINGS_SCHEMA_DIR', 'LD_LIBRARY_PATH', 'PATH', 'TZ', 'XDG_DATA_DIRS']

test('the tables have every variable that the app reads [N13]', () => {
  const main = join(import.meta.dirname, '../../electron/main')
  const source = readdirSync(main, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(main, name), 'utf8'))
    .join('\n')
  const read = [
    ...source.matchAll(/\b(MOORING_[A-Z_]+|APP(?:IMAGE|DIR)|[A-Z]+_PROXY|[a-z]+_proxy)\b/g),
    ...source.matchAll(/\benv(?:\.|\[')([A-Z][A-Z_]+)\b/g),
    ...(/searchPaths = \[(.*)\]/.exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g),
  ].map(([, name]) => name)
  const tables = [...Object.keys(wrong), ...inherited, ...ofTheSystem, 'ELECTRON_RUN_AS_NODE']
  expect([...new Set(read)].sort()).toEqual(tables.sort())
})

test.each([undefined, '', '  ', 'junk', long])(
  'a start takes any value of the system’s variables: %.20s [N13]',
  (value) => {
    for (const name of ofTheSystem) {
      const env = { ...appImage, ...(value === undefined ? {} : { [name]: value }) }
      leaveAppImage(env, installed.executable)
      expect(readConfig(env, installed)).toMatchObject({ logLevel: 'info' })
    }
  },
)

test.each(['1', 'junk', long])(
  'ELECTRON_RUN_AS_NODE set to %.20s refuses the start by its name [N13]',
  (value) => {
    const facts = { argv: [], platform: 'linux', release: '6.1', hasSwitch: () => false } as const
    const refusal = refusalOf({ ...facts, env: { ELECTRON_RUN_AS_NODE: value } })
    expect(refusal && refusalText[refusal]).toContain('ELECTRON_RUN_AS_NODE is set')
    expect(refusalOf({ ...facts, env: { ELECTRON_RUN_AS_NODE: '' } })).toBe(null)
  },
)

test.each(
  Object.entries(wrong).flatMap(([name, values]) => values.map((value, at) => [name, at, value] as const)),
)('%s with a wrong value (%i) stops the start with one sentence that names it [N13]', (name, _at, value) => {
  const start = () => readConfig({ [name]: value() }, { ...installed, isPackaged: false })
  const said = (() => {
    try {
      start()
      return 'nothing'
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : 'something else'
    }
  })()
  expect(said).toMatch(new RegExp(`^${name} [^\n]{10,200} start Mooring again\\.$`))
  expect(said.match(/[.!?](\s|$)/g)).toHaveLength(1)
})

test.each([...Object.keys(wrong), ...inherited])('%s set to nothing is the same as not set [N13]', (name) => {
  const plain = readConfig({}, { ...installed, isPackaged: false })
  for (const value of ['', '  ']) {
    expect(readConfig({ [name]: value }, { ...installed, isPackaged: false })).toEqual(plain)
  }
})

test.each(inherited)('%s with junk makes the app no AppImage [N13]', (name) => {
  for (const value of ['junk', long]) {
    expect(
      readConfig({ ...appImage, [name]: value }, { ...installed, executable: '/opt/mooring' }),
    ).toMatchObject({
      updates: { appImage: null },
    })
  }
})

test('an authority of one’s own is read with the text around it [N13]', () => {
  const { file } = makeAuthority(folder)
  const both = join(folder, 'both.pem')
  const one = readFileSync(file, 'utf8')
  writeFileSync(both, `# Two of them\n${one}\n# and again\n${one}`)
  const { extraCa } = readConfig({ MOORING_EXTRA_CA: both }, installed)
  expect(extraCa.map((certificate) => certificate.trim())).toEqual([one.trim(), one.trim()])
})
