import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leaveAppImage } from '../../../electron/main/start/app-image.ts'
import { unmet } from '../requirements.ts'
import { desktopEntryFaults } from './linux-files.ts'
import { run, type Trial } from './trial.ts'

/** In place of the runtime that starts an AppImage, which is to be had on GitHub only: so the contents are tried, and not the start. */
const runtime = Buffer.alloc(4096)

export const appImage: Trial = {
  target: { system: 'linux', processor: 'x64' },
  format: 'AppImage',
  packages: ['desktop-file-utils', 'squashfs-tools'],
  tools: (folder) => {
    const tools = join(folder, 'appimage-tools')
    mkdirSync(join(tools, 'lib/x64'), { recursive: true })
    mkdirSync(join(tools, 'runtimes'))
    writeFileSync(join(tools, 'runtimes/runtime-x64'), runtime)
    for (const name of ['mksquashfs', 'desktop-file-validate']) {
      symlinkSync(join('/usr/bin', name), join(tools, name))
    }
    return { APPIMAGE_TOOLS_PATH: tools }
  },
  unpack: (file, folder) => {
    run('unsquashfs', '-quiet', '-no-progress', '-offset', String(runtime.length), '-dest', folder, file)
    return folder
  },
  inspect: (file, folder) => [
    ...desktopEntryFaults(join(folder, 'mooring.desktop')),
    ...environmentFaults(folder),
    ...unmet([
      ['it has an icon', globSync('mooring.{png,svg}', { cwd: folder }).length > 0],
      [
        'a blockmap is appended for updates',
        readFileSync(file).readUInt32BE(readFileSync(file).length - 4) > 0,
      ],
    ]),
  ],
}

/** Starts it as the runtime would, with a program in place of Electron that prints its environment. */
function environmentFaults(folder: string): string[] {
  const before = { PATH: '/usr/bin:/bin', XDG_DATA_DIRS: '/opt/share', LD_LIBRARY_PATH: '/opt/lib' }
  const program = join(folder, 'mooring')
  writeFileSync(program, '#!/bin/sh\nenv --null\n')
  const printed = execFileSync(join(folder, 'AppRun'), {
    encoding: 'utf8',
    env: { ...before, APPDIR: folder },
  })
  const env = Object.fromEntries(
    printed.split('\0').map((line) => [line.replace(/=.*/s, ''), line.replace(/^[^=]*=/, '')]),
  )
  leaveAppImage(env, program)
  const names = Object.entries(env).filter(([name, value]) => name !== 'APPDIR' && value?.includes(folder))
  return [
    ...names.map(([name]) => `the browser would be started with the AppImage’s ${name}`),
    ...unmet(
      Object.entries(before).map(([name, value]) => [
        `the browser is started with the user’s ${name}`,
        env[name]?.split(':').includes(value.split(':')[0] ?? '') === true,
      ]),
    ),
  ]
}
