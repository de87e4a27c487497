import { readFile } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import { app as electronApp, BrowserWindow, Menu, nativeTheme, protocol, session, type App } from 'electron'
import { openPromptWindow, type PromptWindow } from '../system/prompt-window.ts'
import { showWhenDrawn } from '../system/show-window.ts'
import { textMenu } from '../system/text-menu.ts'
import { promptOrigin } from './consent-prompt.ts'
import { pagePolicy } from './page-policy.ts'
import type { WindowState } from '../system/window-state.ts'

/** The origin of the window's page. A custom scheme, because file:// would give the page access to the whole disk. */
export const windowOrigin = 'app://bundle'

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

const pageHeaders = {
  'content-security-policy': pagePolicy,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/** Call before the app is ready. */
export function registerWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
}

/**
 * Serves the built page from `folder`, and denies every page every permission.
 *
 * @param answerPrompt a page of the app's own that is in no file; null for an address without one
 */
export function serveWindowFiles(folder: string, answerPrompt: (address: string) => Response | null): void {
  protocol.handle('app', (request) =>
    request.method === 'GET' && request.url.startsWith(`${promptOrigin}/`)
      ? (answerPrompt(request.url) ?? new Response(null, { status: 404 }))
      : answerFile(folder, request),
  )
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
}

/** @returns 404 for anything but a file inside the folder, 405 for methods other than GET and HEAD */
async function answerFile(folder: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 })
  const file = fileOf(folder, request.url)
  const contentType = file === null ? undefined : contentTypes[extname(file)]
  if (file === null || contentType === undefined) return new Response(null, { status: 404 })
  try {
    const body = await readFile(file)
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...pageHeaders, 'content-type': contentType },
    })
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT'
    return new Response(null, { status: isMissing ? 404 : 500 })
  }
}

function fileOf(folder: string, requested: string): string | null {
  const url = URL.parse(requested)
  if (url?.host !== 'bundle' || url.username !== '' || /%|\\|\0/.test(url.pathname)) return null
  const root = resolve(folder)
  const file = resolve(join(root, url.pathname))
  return file.startsWith(root + sep) ? file : null
}

/** Denies every navigation, new window and embedded page. A page may only reload itself. */
export function denyNavigation(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents) => {
    const denyElsewhere = (event: { url: string; isMainFrame: boolean; preventDefault(): void }): void => {
      if (!event.isMainFrame || event.url !== contents.getURL()) event.preventDefault()
    }
    contents.on('will-navigate', denyElsewhere)
    contents.on('will-frame-navigate', denyElsewhere)
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}

/** `--ground` of the page's styles: what the window shows until its page is drawn. */
export const grounds = { light: '#f6f7f8', dark: '#14181c' }

/** `--panel` of the page's styles. */
const panels = { light: '#ffffff', dark: '#1b2126' }

export function openWindow(preloadFile: string, before: WindowState | null): BrowserWindow {
  const window = new BrowserWindow({
    width: 1380,
    height: 820,
    ...before?.bounds,
    minWidth: 720,
    minHeight: 520,
    show: false,
    title: 'Mooring',
    backgroundColor: nativeTheme.shouldUseDarkColors ? grounds.dark : grounds.light,
    // For an AppImage, and desktops that find no desktop entry for the window. macOS takes the app's.
    ...(process.platform === 'darwin' ? {} : { icon: iconFile() }),
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  })
  showWhenDrawn(window, { platform: process.platform, isMaximized: before?.isMaximized === true })
  offerTextMenu(window)
  // A start from the sources would have Electron's.
  if (process.platform === 'darwin' && !electronApp.isPackaged) electronApp.dock?.setIcon(iconFile())
  return window
}

/** A window of its own for a prompt, in the colours of the theme. */
export function openConsentWindow(
  options: Omit<Parameters<typeof openPromptWindow>[0], 'ground' | 'icon'>,
): PromptWindow {
  return openPromptWindow({
    ...options,
    ground: nativeTheme.shouldUseDarkColors ? panels.dark : panels.light,
    icon: process.platform === 'darwin' ? null : iconFile(),
  })
}

function iconFile(): string {
  return join(electronApp.getAppPath(), 'out/main/icon.png')
}

/** Opens the system's text menu on selected text and in text fields. */
function offerTextMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, params) => {
    const items = textMenu(params)
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}
