import { expect, test } from 'vitest'
import { leaveAppImage } from '../../electron/main/start/app-image.ts'

const mounted = '/tmp/.mount_MooriAbc'
const started = {
  APPDIR: mounted,
  PATH: `${mounted}:${mounted}/usr/sbin:/usr/bin:/bin`,
  LD_LIBRARY_PATH: `${mounted}/usr/lib`,
  XDG_DATA_DIRS: `${mounted}/usr/share/::/usr/share/gnome:/usr/local/share/:/usr/share/`,
  GSETTINGS_SCHEMA_DIR: `${mounted}/usr/share/glib-2.0/schemas:/opt/schemas`,
  HOME: '/home/user',
}

test('the browser is not started with the folders of the AppImage [EL26]', () => {
  const env: NodeJS.ProcessEnv = { ...started }
  leaveAppImage(env, `${mounted}/mooring`)
  expect(env).toEqual({
    APPDIR: mounted,
    PATH: '/usr/bin:/bin',
    XDG_DATA_DIRS: '/usr/share/gnome:/usr/local/share/:/usr/share/',
    GSETTINGS_SCHEMA_DIR: '/opt/schemas',
    HOME: '/home/user',
  })
})

test.each([
  ['that is started from another program’s AppImage', started, '/opt/Mooring/mooring'],
  ['from a package', { PATH: '/usr/bin', LD_LIBRARY_PATH: '/opt/lib' }, '/opt/Mooring/mooring'],
])('an app %s keeps its environment [EL26]', (_from, given, executable) => {
  const env: NodeJS.ProcessEnv = { ...given }
  leaveAppImage(env, executable)
  expect(env).toEqual(given)
})
