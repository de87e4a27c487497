import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nativeFilesOf } from '../../electron/main/start/native-files.ts'
import { packageKinds } from '../../scripts/packaging/trials/kinds.ts'
import { tryPackage, type Trial } from '../../scripts/packaging/trials/trial.ts'
import { tryUninstaller, uninstallerPackages } from '../../scripts/packaging/trials/uninstaller.ts'
import { root } from '../../scripts/run.ts'
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

/** For each line that is taken from the script of the Windows uninstaller, or put in its place, what npm run dist:uninstaller says. */
const uninstallerPlants: { what: string; from: string; to: string; faults: string[] }[] = [
  {
    what: 'that an update runs, too',
    from: '${ifNot} ${isUpdated}',
    to: '${if} 1 == 1',
    faults: ['it is not so that an update keeps all three'],
  },
  {
    what: 'that takes mooring:// from another copy',
    from: `\${if} $R0 == '"$INSTDIR\\\${APP_EXECUTABLE_FILENAME}" "%1"'`,
    to: '${if} $R0 != ""',
    faults: ['it is not so that removal keeps mooring:// when another copy opens it'],
  },
  {
    what: 'that leaves who is started by a notification',
    from: 'DeleteRegKey HKCU "Software\\Classes\\CLSID\\$R2"',
    to: 'IntOp $R1 $R1 + 1',
    faults: ['it is not so that removal deletes who is started by a notification'],
  },
]

describe.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'what is planted into the Windows uninstaller is found (Wine is for an x64 Linux)',
  () => {
    const missing = missingPackages(uninstallerPackages)
    const why = missing.length === 0 ? '' : ` (skipped: this system lacks ${missing.join(', ')})`
    for (const { what, from, to, faults } of uninstallerPlants) {
      test.skipIf(missing.length > 0)(
        `by npm run dist:uninstaller: one ${what}${why}`,
        () => {
          const folder = mkdtempSync(join(tmpdir(), 'mooring-uninstaller-'))
          try {
            const script = readFileSync(join(root, 'build/windows/uninstall.nsh'), 'utf8')
            expect(script).toContain(from)
            const spoiledScript = join(folder, 'uninstall.nsh')
            writeFileSync(
              spoiledScript,
              script.replace(from, () => to),
            )
            expect(tryUninstaller(spoiledScript)).toEqual(faults)
          } finally {
            rmSync(folder, { recursive: true, force: true })
          }
        },
        limits.longMs,
      )
    }
  },
)
