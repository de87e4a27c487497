import { arch, networkInterfaces, platform, release } from 'node:os'
import { join } from 'node:path'
import { app, clipboard, nativeTheme, net, session, shell, type BrowserWindow } from 'electron'
import type { OpenRequest } from '../../../shared/models/app.ts'
import type { Log } from '../core/log.ts'
import { sendEvent } from '../ipc/serve.ts'
import { openInBrowser } from '../system/browser.ts'
import { clearClipboard } from '../system/clear-clipboard.ts'
import { openKeychain, openMemoryKeychain } from '../system/keychain.ts'
import { watchNetwork } from '../system/network.ts'
import { showNotification } from '../system/notifications.ts'
import { pickDataset, pickFolder, pickProgram } from '../system/pick-program.ts'
import { openFile } from '../system/open-file.ts'
import { saveFile, showSaved } from '../system/save-file.ts'
import { bringToFront } from '../system/show-window.ts'
import { openSystemAuthorities } from '../system/system-authorities.ts'
import { startTrustWorker, startUtilityWorker } from '../system/utility-worker.ts'
import type { Host } from './compose.ts'
import type { Config } from './config.ts'

/** What Electron gives the flows. A smoke run keeps secrets in memory. */
export function electronHost(
  config: Config,
  window: BrowserWindow,
  log: Log,
  openInFront: (request: OpenRequest) => void,
  { isSmoke, mainFolder, env }: { isSmoke: boolean; mainFolder: string; env: NodeJS.ProcessEnv },
): Host {
  // Read now: a closed window has no contents, and a flow may still send an event.
  const { webContents } = window
  const worker = (name: string): string => join(mainFolder, `${name}.js`)
  return {
    keychain: isSmoke
      ? openMemoryKeychain()
      : openKeychain({
          service: config.keychainService,
          startWorker: () => startUtilityWorker(worker('keychain-worker')),
        }),
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
      pick: () => pickProgram(window),
    },
    clipboard: { write: (text) => clipboard.writeText(text), clear: clearClipboard },
    window: { focus: () => bringToFront(window) },
    emit: (name, payload) => sendEvent(webContents, name, payload),
    network: watchNetwork({
      now: () => performance.now(),
      isOnline: () => net.isOnline(),
      addresses: () => JSON.stringify(networkInterfaces()),
    }),
    saveFile: (name, writeContent, options) => saveFile(window, name, writeContent, options),
    pickDataset: (name) => pickDataset(window, name),
    showFile: (path) => shell.showItemInFolder(path),
    pickFolder: () => pickFolder(window),
    setTheme: (theme) => {
      nativeTheme.themeSource = theme
    },
    openFile: (mostBytes) => openFile(window, mostBytes),
    showSaved,
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
