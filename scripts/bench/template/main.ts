import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow, protocol } from 'electron'

// The least that an Electron app with a React page does, as electron-vite's template has it: what ours is measured beside.

const types: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css' }
const pageFolder = process.env['BENCH_TEMPLATE_PAGE'] ?? ''

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
void app.whenReady().then(async () => {
  protocol.handle('app', async (request) => {
    const { pathname } = new URL(request.url)
    const body = await readFile(join(pageFolder, pathname))
    return new Response(body, {
      headers: { 'content-type': types[pathname.split('.').at(-1) ?? ''] ?? 'text/plain' },
    })
  })
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      preload: process.env['BENCH_TEMPLATE_PRELOAD'] ?? join(import.meta.dirname, 'preload.cjs'),
      sandbox: true,
    },
  })
  window.once('ready-to-show', () => window.show())
  await window.loadURL('app://bundle/index.html')
})
app.on('window-all-closed', () => app.quit())
