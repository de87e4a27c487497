import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { unmet } from '../requirements.ts'
import { run, type Trial } from './trial.ts'

export const macZip: Trial = {
  target: { system: 'darwin', processor: 'arm64' },
  format: 'zip',
  packages: ['7zip'],
  tools: () => ({ ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7zz' }),
  unpack: (file, folder) => {
    run('7zz', 'x', '-snld', `-o${folder}`, file)
    return folder
  },
  inspect: (_file, folder) => {
    const framework = join(folder, 'Mooring.app/Contents/Frameworks/Electron Framework.framework')
    return unmet([
      [
        'the links of the framework are links',
        lstatSync(join(framework, 'Versions/Current')).isSymbolicLink(),
      ],
      [
        'the program may be run',
        (lstatSync(join(folder, 'Mooring.app/Contents/MacOS/Mooring')).mode & 0o111) !== 0,
      ],
    ])
  },
}
