import { arch, networkInterfaces, platform, release } from 'node:os'
import { join } from 'node:path'
import { app, clipboard, nativeTheme, net, session, shell, type BrowserWindow } from 'electron'
import type { OpenRequest } from '../../../shared/models/app.ts'
import type { Log } from '../core/log.ts'
import { openInBrowser } from '../system/browser.ts'
import { clearClipboard } from '../system/clear-clipboard.ts'
import { openKeychain, openMemoryKeychain } from '../system/keychain.ts'
import { watchNetwork } from '../system/network.ts'
import { showNotification } from '../system/notifications.ts'
import { pickDataset, pickFolder, pickProgram } from '../system/pick-program.ts'
import { openFile } from '../system/open-file.ts'
import { saveFile, showSaved } from '../system/save-file.ts'
import { quietKeychain } from '../system/quiet-keychain.ts'
import { openSystemAuthorities } from '../system/system-authorities.ts'
import { startTrustWorker, startUtilityWorker } from '../system/utility-worker.ts'
import type { Host } from './compose.ts'
import type { Config } from './config.ts'
import type { MainWindow } from './main-window.ts'

/** What Electron gives the flows. A smoke run keeps secrets in memory. */
export function electronHost(
  config: Config,
  window: MainWindow,
  emit: Host['emit'],
  log: Log,
  openInFront: (request: OpenRequest) => void,
  { isSmoke, mainFolder, env }: { isSmoke: boolean; mainFolder: string; env: NodeJS.ProcessEnv },
): Omit<Host, 'askConsent' | 'bringPromptToFront'> {
  /** Without a window nobody chooses anything. */
  const inWindow = <T, Cancelled>(
    cancelled: Cancelled,
    show: (window: BrowserWindow) => T,
  ): T | Cancelled => {
    const shown = window.current()
    return shown ? show(shown) : cancelled
  }
  const worker = (name: string): string => join(mainFolder, `${name}.js`)
  return {
    keychain: isSmoke
      ? openMemoryKeychain()
      : quietKeychain(
          openKeychain({
            service: config.keychainService,
            startWorker: () => startUtilityWorker(worker('keychain-worker')),
          }),
          () => !window.isHidden(),
        ),
    userAgent: `Mooring/${app.getVersion()}`,
    resolveSystemProxy: (url) => session.defaultSession.resolveProxy(url),
    systemCa: openSystemAuthorities({
      startWorker: () => startTrustWorker(worker('trust-worker')),
      onUnread: () => log.warn('system.authorities.unread'),
    }),
    about: {
      versions: versionsOf(process.versions),
      browserName: () => app.getApplicationNameForProtocol('https://'),
      isOnline: () => net.isOnline(),
    },
    browser: {
      open: (url, program) => openInBrowser(url, program, env),
      pick: async () => inWindow(null, pickProgram),
    },
    clipboard: { write: (text) => clipboard.writeText(text), clear: clearClipboard },
    window: { focus: window.show },
    emit,
    network: watchNetwork({
      now: () => performance.now(),
      isOnline: () => net.isOnline(),
      addresses: () => JSON.stringify(networkInterfaces()),
    }),
    saveFile: async (name, writeContent, options) =>
      inWindow(false, (shown) => saveFile(shown, name, writeContent, options)),
    pickDataset: async (name) => inWindow(null, (shown) => pickDataset(shown, name)),
    showFile: (path) => shell.showItemInFolder(path),
    pickFolder: async () => inWindow(null, pickFolder),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme
    },
    openFile: async (mostBytes) => inWindow(null, (shown) => openFile(shown, mostBytes)),
    showSaved,
    openInFront,
    isWindowOpen: () => window.current() !== null && !window.isHidden(),
    notify: (notice) => showNotification(notice, { log, onClick: () => openInFront(notice.open) }),
  }
}

function versionsOf(versions: NodeJS.ProcessVersions): Record<string, string> {
  const names = ['electron', 'chrome', 'node', 'v8', 'openssl'] as const
  return {
    mooring: app.getVersion(),
    system: `${platform()} ${release()} ${arch()}`,
    ...Object.fromEntries(names.flatMap((name) => (versions[name] ? [[name, versions[name]]] : []))),
  }
}
