import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  ipcMain,
  protocol,
  session,
  utilityProcess,
  type IpcMainInvokeEvent,
} from 'electron'

// What the tests call through Playwright's `evaluate`.
const seen = { events: [] as string[], refuseNavigation: true }
Object.assign(globalThis, { seen, openSecond: () => openWindow('app://bundle/second.html'), openForm })

const here = import.meta.dirname
const csp = "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'"
const types: Record<string, string> = { html: 'text/html', js: 'text/javascript' }
const pages: Record<string, string> = {
  '/index.html':
    '<!doctype html><title>First</title><h1>First</h1><script>document.title = "inline"</script><script type="module" src="page.js"></script>',
  '/second.html': '<!doctype html><title>Second</title><h1>Second</h1>',
  '/form.html':
    '<!doctype html><title>Form</title><h1>Form</h1><form action="answer"><input name="word" value="a b"><button name="press" value="yes">Yes</button></form><script src="page.js"></script>',
  '/page.js': 'document.body.dataset.module = "ran"',
}

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
app.on('web-contents-created', (_event, contents) => {
  contents.on('will-navigate', (event) => {
    seen.events.push(`will-navigate ${event.url}`)
    if (seen.refuseNavigation) event.preventDefault()
  })
  contents.setWindowOpenHandler(({ url }) => {
    seen.events.push(`open ${url}`)
    return { action: 'deny' }
  })
})

if (app.requestSingleInstanceLock()) {
  await app.whenReady()
  await start()
} else {
  process.stderr.write('second: the first has been notified\n')
  app.quit()
}

async function start(): Promise<void> {
  app.on('second-instance', (_event, argv) => seen.events.push(`second ${argv.at(-1)}`))
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', () => seen.events.push('before-quit'))
  app.on('will-quit', () => process.stderr.write(`${seen.events.join('\n')}\nwill-quit\n`))

  protocol.handle('app', (request) => {
    const { pathname } = new URL(request.url)
    const body = pages[pathname]
    if (body === undefined) return new Response('none', { status: 404 })
    return new Response(body, {
      headers: {
        'content-security-policy': csp,
        'content-type': types[pathname.split('.')[1] ?? ''] ?? 'text/plain',
      },
    })
  })
  session.defaultSession.webRequest.onBeforeRequest((details, callback) =>
    callback({ cancel: details.url.startsWith('http') }),
  )
  ipcMain.handle('who', ({ sender, senderFrame }: IpcMainInvokeEvent) => ({
    url: senderFrame?.url,
    origin: senderFrame?.origin,
    isTop: senderFrame?.parent === null,
    isMainFrame: senderFrame === sender.mainFrame,
    isOwnWindow: BrowserWindow.fromWebContents(sender)?.webContents === sender,
  }))
  ipcMain.handle('echo', (_event, value: unknown) => value)
  ipcMain.handle('fail', () => {
    throw new Error('on purpose')
  })
  ipcMain.handle('work', () => work())
  ipcMain.handle('version', async () => (await readFile(join(here, 'package.json'), 'utf8')).length > 0)
  ipcMain.on('note', ({ sender }, text: unknown) => sender.send('noted', text))

  await openWindow('app://bundle/index.html')
}

async function openWindow(url: string): Promise<void> {
  const window = new BrowserWindow({
    width: 900,
    height: 640,
    show: false,
    webPreferences: { preload: join(here, 'preload.cjs'), sandbox: true, contextIsolation: true },
  })
  window.once('ready-to-show', () => window.show())
  window.on('closed', () => seen.events.push(`closed ${url}`))
  await window.loadURL(url)
}

/** A window whose page runs no scripts. */
async function openForm(): Promise<void> {
  const window = new BrowserWindow({ width: 500, height: 400, webPreferences: { javascript: false } })
  window.removeMenu()
  await window.loadURL('app://bundle/form.html')
}

/** What a child process of the app's answers, and how it ends. */
function work(): Promise<unknown> {
  return new Promise((resolve) => {
    const child = utilityProcess.fork(join(here, 'worker.ts'), ['one'], {
      serviceName: 'Worker',
      stdio: 'ignore',
    })
    let answer: unknown
    child.on('message', (message) => {
      answer = message
      child.postMessage('end')
    })
    child.on('exit', (code) => resolve({ answer, code }))
    child.postMessage({ text: 'hello', when: new Date(0) })
  })
}
