import { appImage } from './app-image.ts'
import { deb } from './deb.ts'
import { macZip } from './mac-zip.ts'
import { rpm } from './rpm.ts'
import { tryPackage, type Trial } from './trial.ts'

/** Builds one kind of package and tries it: `npm run dist:deb`, or `rpm`, `appimage` or `zip`. For Debian and its relatives. */
const trials: Record<string, Trial> = { deb, rpm, appimage: appImage, zip: macZip }

const name = process.argv[2] ?? ''
const trial = trials[name]
if (!trial) throw new Error(`npm run dist:${Object.keys(trials).join('|')}`)
if (process.platform === 'linux') {
  const started = performance.now()
  const faults = await tryPackage(trial)
  for (const fault of faults) console.log(`FAULT ${fault}`)
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(faults.length === 0 ? `${name}: good, ${seconds} s` : `${name}: ${faults.length} faults`)
  // electron-builder ends a process that ends by itself with 0, whatever its exit code was set to.
  process.exit(faults.length === 0 ? 0 : 1)
}
console.log(`${name}: left out, because it takes the tools of Debian or a relative of it`)
