import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { pagePolicy } from './electron/main/app/page-policy.ts'
import { listNativeFiles } from './electron/main/start/native-files.ts'
import { listProgramFiles } from './electron/main/start/program-files.ts'

// Everything is bundled but the two native modules, so that the packaged app carries no node_modules tree besides them.
const native = ['better-sqlite3', 'keytar']

/** An installed app compares its files with these lists when it starts. */
const listed: Plugin = {
  name: 'list-program-files',
  apply: 'build',
  writeBundle: ({ dir }) => (dir === undefined ? undefined : listProgramFiles(dir)),
}

const nativeListed: Plugin = {
  name: 'list-native-files',
  apply: 'build',
  writeBundle: ({ dir }) => (dir === undefined ? undefined : listNativeFiles(dir, 'node_modules')),
}

/** The icon of the window, which Linux and a start from the sources take from a file, and those of the tray. */
const icons: Plugin = {
  name: 'icons',
  apply: 'build',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'icon.png', source: readFileSync('build/icons/512x512.png') })
    for (const fileName of readdirSync('build/tray')) {
      this.emitFile({ type: 'asset', fileName, source: readFileSync(`build/tray/${fileName}`) })
    }
  },
}

/** What Vite's page for development needs beyond ours: inline scripts and styles, its socket, and its overlay's HTML. */
const developmentPolicy = pagePolicy
  .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
  .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
  .replace("connect-src 'none'", "connect-src 'self' ws:")
  .replace("; require-trusted-types-for 'script'; trusted-types 'none'", '')

export default defineConfig({
  main: {
    plugins: [icons, nativeListed, listed],
    build: {
      externalizeDeps: false,
      // For reading a stack out of a log; packages carry none.
      sourcemap: 'hidden',
      rollupOptions: {
        input: {
          index: 'electron/main/index.ts',
          'keychain-worker': 'electron/main/system/keychain-worker.ts',
          'trust-worker': 'electron/main/system/trust-worker.ts',
        },
        external: ['electron', ...native],
      },
    },
  },
  preload: {
    plugins: [listed],
    build: {
      externalizeDeps: false,
      // A sandboxed preload must be one CommonJS file.
      rollupOptions: {
        input: { preload: 'electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    server: { host: '127.0.0.1', headers: { 'content-security-policy': developmentPolicy } },
    build: {
      minify: true,
      sourcemap: 'hidden',
      rollupOptions: { input: join(import.meta.dirname, 'renderer/index.html') },
      modulePreload: { polyfill: false },
    },
    plugins: [react(), listed],
  },
})
