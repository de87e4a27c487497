import { packageKinds, trialNames } from './kinds.ts'
import { tryPackage } from './trial.ts'

// `npm run dist:deb` builds one kind of package and tries it; `rpm`, `appimage` and `zip` likewise. `uninstaller` tries our part of
// the Windows uninstaller in Wine. For Debian and its relatives.

const name = process.argv[2] ?? ''
if (name === 'uninstaller') await import('./uninstaller.ts')
else await tryKind(name)

async function tryKind(kind: string): Promise<void> {
  const trial = packageKinds[kind]
  if (!trial) throw new Error(`npm run dist:${trialNames.join('|')}`)
  if (process.platform !== 'linux') {
    console.log(`${kind}: left out, because it takes the tools of Debian or a relative of it`)
    return
  }
  const started = performance.now()
  const faults = await tryPackage(trial)
  for (const fault of faults) console.log(`FAULT ${fault}`)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(faults.length === 0 ? `${kind}: good, ${seconds} s` : `${kind}: ${faults.length} faults`)
  // electron-builder ends a process that ends by itself with 0, whatever its exit code was set to.
  process.exit(faults.length === 0 ? 0 : 1)
}
