import { expect, test } from 'vitest'
import { readConfig } from '../../electron/main/app/config.ts'

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
  expect(readConfig({ MOORING_UPDATE_KEYS: 'mine' }, { ...installed, build: {} }).updates.keys).toEqual([])
  expect(
    readConfig({ MOORING_UPDATE_KEYS: 'mine' }, { ...installed, isPackaged: false }).updates.keys,
  ).toEqual(['mine'])
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

test('a variable that can’t be what it is set to is named', () => {
  expect(() => readConfig({ MOORING_LINK_LIMIT_MS: 'soon' }, installed)).toThrow('MOORING_LINK_LIMIT_MS')
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
