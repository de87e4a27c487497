import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { root } from '../../../scripts/run.ts'

/** Names the folder of a page that was built for a whole run of tests. */
export const builtPageVariable = 'MOORING_TEST_PAGE'

/** Builds the window's page as it is shipped. @returns its folder, new and temporary */
export async function buildPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-window-'))
  await build({
    configFile: false,
    root: join(root, 'renderer'),
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: folder, emptyOutDir: true, modulePreload: { polyfill: false } },
  })
  return folder
}
