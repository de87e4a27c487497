import { packageKinds, trialNames } from './kinds.ts'
import { tryPackage } from './trial.ts'
import { tryUninstaller } from './uninstaller.ts'

// `npm run dist:deb` builds one kind of package and tries it; `rpm`, `appimage` and `zip` likewise. `uninstaller` tries our part of
// the Windows uninstaller in Wine. For Debian and its relatives.

const name = process.argv[2] ?? ''
if (!trialNames.includes(name)) throw new Error(`npm run dist:${trialNames.join('|')}`)
const leftOut = whyLeftOut()
if (leftOut === null) await runTrial()
else console.log(`${name}: left out, because it takes ${leftOut}`)

function whyLeftOut(): string | null {
  if (name === 'uninstaller')
    return process.platform === 'linux' && process.arch === 'x64' ? null : 'Wine on an x64 Linux'
  return process.platform === 'linux' ? null : 'the tools of Debian or a relative of it'
}

async function runTrial(): Promise<void> {
  const started = performance.now()
  const trial = packageKinds[name]
  const faults = trial ? await tryPackage(trial) : tryUninstaller()
  for (const fault of faults) console.log(`FAULT ${fault}`)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(faults.length === 0 ? `${name}: good, ${seconds} s` : `${name}: ${faults.length} faults`)
  // electron-builder ends a process that ends by itself with 0, whatever its exit code was set to.
  process.exit(faults.length === 0 ? 0 : 1)
}
