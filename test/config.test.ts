import { expect, test } from 'vitest'
import { readConfig } from '../electron/main/config.ts'

const installed = {
  isPackaged: true,
  userDataFolder: '/home/person/.config/mooring',
  executable: '/mnt/MoorinX/mooring',
  build: {
    MAIN_VITE_UPDATE_KEYS: 'first,second',
    MAIN_VITE_UPDATE_FEED: 'https://updates.example/',
    MAIN_VITE_UPDATE_PUBLISHER: 'CN=Mooring',
    MODE: 'production',
  },
}
const appImage = { APPIMAGE: '/home/person/Mooring.AppImage', APPDIR: '/mnt/MoorinX' }

test('what an installed app believes is for its build to say, not for its environment', () => {
  const env = { MOORING_UPDATE_KEYS: 'somebody else’s', ...appImage }
  expect(readConfig(env, installed).updates).toEqual({
    keys: ['first', 'second'],
    feed: 'https://updates.example/',
    windowsPublisher: 'CN=Mooring',
    appImage: '/home/person/Mooring.AppImage',
  })
})

test('a build that nobody published believes nobody, and a development start whom it is told to', () => {
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
