import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { root } from '../../../scripts/run.ts'

/** Names the folder of a page that was built for a whole run of tests. */
export const builtPageVariable = 'MOORING_TEST_PAGE'

/**
 * Builds the window's page.
 *
 * @param kind `production`, as it is shipped; `development` for React's own warnings, which are complaints of the window
 * @returns its folder, new and temporary
 */
export async function buildPage(kind: 'production' | 'development' = 'production'): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-window-'))
  const before = process.env['NODE_ENV']
  // Vite and React read it, and Vitest sets it to "test", which counts as development.
  process.env['NODE_ENV'] = kind
  try {
    await build({
      configFile: false,
      root: join(root, 'renderer'),
      logLevel: 'error',
      plugins: [react()],
      build: { outDir: folder, emptyOutDir: true, modulePreload: { polyfill: false } },
    })
  } finally {
    process.env['NODE_ENV'] = before
  }
  return folder
}
