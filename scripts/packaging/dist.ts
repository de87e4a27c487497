import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildApp, root } from '../run.ts'
import { pack } from './pack.ts'
import { processors, systems, type Processor, type System, type Target } from './targets.ts'

/**
 * Builds the packages for this computer into dist/. `-- --processor arm64` takes the other processor, and `-- --format deb` (several are
 * allowed) some of the formats: AppImage, deb and rpm; nsis; dmg and zip; or `dir`, the app in its folder.
 */
const formatsOf: Record<System, string[]> = {
  linux: ['AppImage', 'deb', 'rpm'],
  win32: ['nsis'],
  darwin: ['dmg', 'zip'],
}
const { values } = parseArgs({
  options: { processor: { type: 'string' }, format: { type: 'string', multiple: true } },
})
const target = targetOf(platform(), values.processor ?? arch())

buildApp()
const formats = values.format ?? formatsOf[target.system]
for (const file of await pack(target, { output: join(root, 'dist'), formats })) console.log(file)

function targetOf(system: string, processor: string): Target {
  const isKnown = systems.some((one) => one === system) && processors.some((one) => one === processor)
  if (!isKnown) throw new Error(`Mooring is not packaged for ${system} on ${processor}.`)
  return { system: system as System, processor: processor as Processor }
}
