import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const root = join(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

/** A shell starts it by its name. */
const executable: Plugin = {
  name: 'executable',
  writeBundle: ({ dir }) => (dir === undefined ? undefined : chmodSync(join(dir, 'mooring.mjs'), 0o755)),
}

/**
 * `require` for Node’s own modules: an import evaluates all that they load on demand, such as the web streams of `node:net`.
 */
const required: Plugin = {
  name: 'require-node-modules',
  renderChunk: (code) =>
    code.replaceAll(
      /^import \{([^}]*)\} from "(node:[\w/]+)";$/gm,
      (_, names: string, from: string) => `const {${names.replaceAll(' as ', ': ')}} = __require("${from}");`,
    ),
}

const banner = [
  '#!/usr/bin/env node',
  "import { createRequire as __createRequire } from 'node:module';",
  'const __require = __createRequire(import.meta.url);',
].join('\n')

/** The command `mooring`, for Node 20 or newer: its file, and beside it what `mooring mcp` alone loads. */
export default defineConfig({
  root,
  logLevel: 'warn',
  define: { __MOORING_VERSION__: JSON.stringify(version) },
  plugins: [required, executable],
  ssr: { noExternal: true },
  build: {
    ssr: join(import.meta.dirname, 'main.ts'),
    target: 'node20',
    outDir: join(root, 'out/cli'),
    emptyOutDir: true,
    // The SDK of the MCP server is one file, and loaded by that alone.
    chunkSizeWarningLimit: 600,
    // Parsing the file is a part of each start.
    minify: true,
    rollupOptions: {
      output: { entryFileNames: 'mooring.mjs', chunkFileNames: 'mooring-mcp.mjs', banner },
    },
  },
})
