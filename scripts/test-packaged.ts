import { existsSync, globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root, runTool } from './run.ts'

// The tests of what only a packaged app on the real Electron has: `npm run test:packaged`, or `-- --app EXECUTABLE` for one that
// is installed. Where Electron can't be had they are listed as skipped, and why.

const unpacked: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'dist/linux*-unpacked/mooring',
  darwin: 'dist/mac*/Mooring.app/Contents/MacOS/Mooring',
  win32: 'dist/win*-unpacked/Mooring.exe',
}

const { values } = parseArgs({ options: { app: { type: 'string' } } })
const found = values.app ?? globSync(unpacked[process.platform] ?? '', { cwd: root })[0]
if (found === undefined) throw new Error('There is no packaged app in dist. Make one with: npm run dist')
const app = values.app === undefined ? join(root, found) : resolve(found)
if (!existsSync(app)) throw new Error(`There is no program at ${app}.`)

process.exitCode = runTool('vitest', 'vitest.mjs', ['run', '--project', 'packaged'], {
  MOORING_PACKAGED: app,
})
