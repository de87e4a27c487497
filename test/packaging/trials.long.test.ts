import { appendFileSync, cpSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nativeFilesOf } from '../../electron/main/start/native-files.ts'
import { packageKinds } from '../../scripts/packaging/trials/kinds.ts'
import { tryPackage, type Trial } from '../../scripts/packaging/trials/trial.ts'
import { missingPackages } from '../../scripts/system-packages.ts'
import { limits } from '../support/limits.ts'

/** For each kind, what spoils its unpacked package, and what npm run dist:… then says besides. */
const plants: Record<string, { spoil: (folder: string) => void; faults: string[] }> = {
  deb: {
    spoil: (folder) => rmSync(join(folder, 'usr/share/doc/mooring/copyright')),
    faults: ['it is not so that it has its licence'],
  },
  rpm: {
    spoil: (folder) => rmSync(join(folder, 'usr/share/applications/mooring.desktop')),
    faults: ['there is no desktop entry'],
  },
  appimage: {
    spoil: (folder) => appendFileSync(join(folder, 'mooring.desktop'), '# --no-sandbox\n'),
    faults: ['it is not so that the desktop entry leaves the sandbox on'],
  },
  zip: {
    spoil: (folder) => {
      const link = join(
        folder,
        'Mooring.app/Contents/Frameworks/Electron Framework.framework/Versions/Current',
      )
      const linked = realpathSync(link)
      rmSync(link)
      cpSync(linked, link, { recursive: true })
    },
    faults: ['it is not so that the links of the framework are links'],
  },
}

/** The trial of a kind whose package is spoiled once it is unpacked, in the app and beside it, and that is not installed. */
function spoiled(kind: string, native: string): Trial {
  const { install: _install, ...trial } = packageKinds[kind] as Trial
  return {
    ...trial,
    unpack: (file, folder) => {
      const app = trial.unpack(file, folder)
      const resources = trial.target.system === 'darwin' ? 'Mooring.app/Contents/Resources' : 'resources'
      rmSync(join(app, resources, 'app.asar.unpacked/node_modules', native))
      plants[kind]?.spoil(folder)
      return app
    },
  }
}

describe.runIf(process.platform === 'linux')(
  'what is planted into a package is found (on Linux alone)',
  () => {
    test('every kind has a planted fault', () => {
      expect(Object.keys(plants)).toEqual(Object.keys(packageKinds))
    })

    for (const [kind, { faults }] of Object.entries(plants)) {
      const { packages = [], target } = packageKinds[kind] ?? {}
      const missing = missingPackages(packages)
      const why = missing.length === 0 ? '' : ` (skipped: this system lacks ${missing.join(', ')})`
      test.skipIf(missing.length > 0)(
        `by npm run dist:${kind}, in the app and beside it${why}`,
        async () => {
          const [native = ''] = target ? nativeFilesOf(target.system, target.processor) : []
          expect(await tryPackage(spoiled(kind, native))).toEqual([`${native} is missing`, ...faults])
        },
        limits.longMs,
      )
    }
  },
)
