import { EventEmitter } from 'node:events'
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import type { Session } from './cdp.ts'
import type { Chromium } from './chromium.ts'
import { guard } from './guard.ts'
import type { SuppliedIpcMain } from './ipc.ts'
import type { Schemes } from './schemes.ts'
import { makePage, type Page } from './web-contents.ts'

type SuppliedWindow = Pick<
  BrowserWindow,
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getBounds'
  | 'hide'
  | 'id'
  | 'isDestroyed'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'minimize'
  | 'restore'
  | 'setTitle'
  | 'show'
>

export interface WindowHost {
  chromium: () => Promise<Chromium>
  ipcMain: SuppliedIpcMain
  schemes: Schemes
  session: unknown
  /** A page came to be. */
  onCreated(page: Page): void
  onAllClosed(): void
}

export interface Windows {
  BrowserWindow: unknown
  webContents: unknown
  closeAll(): void
}

export function makeWindows(host: WindowHost): Windows {
  const open = new Map<number, StandInWindow>()
  let nextId = 1
  let isFirst = true

  class StandInWindow extends EventEmitter implements SuppliedWindow {
    static getAllWindows() {
      return [...open.values()]
    }
    static getFocusedWindow() {
      return [...open.values()].find((window) => window.isVisible()) ?? null
    }
    static fromWebContents(contents: { id: number } | null) {
      return [...open.values()].find((window) => window.page.contents.id === contents?.id) ?? null
    }

    readonly id = nextId++
    readonly page: Page
    private readonly bounds: Rectangle
    private readonly attached: Promise<Session>
    private isVisibleState: boolean
    private isMinimizedState = false
    private isGoneState = false

    constructor(options: BrowserWindowConstructorOptions = {}) {
      super()
      this.bounds = { x: 0, y: 0, width: options.width ?? 800, height: options.height ?? 600 }
      this.isVisibleState = options.show ?? true
      this.page = makePage(this.id, {
        preload: options.webPreferences?.preload,
        ipcMain: host.ipcMain,
        schemes: host.schemes,
        session: host.session,
        close: () => this.close(),
      })
      this.page.contents.once('did-finish-load', () => this.emit('ready-to-show'))
      open.set(this.id, this)
      host.onCreated(this.page)
      this.attached = this.attach()
      this.attached.catch((thrown: unknown) => process.stderr.write(`electron stand-in: ${String(thrown)}\n`))
    }

    get webContents() {
      return guard('webContents', this.page.contents)
    }

    private async attach(): Promise<Session> {
      const chromium = await host.chromium()
      const { connection } = chromium
      const targetId = await targetOf(chromium, this.bounds, isFirst)
      isFirst = false
      connection.on('Target.targetDestroyed', (destroyed: { targetId: string }) => {
        if (destroyed.targetId === targetId) this.gone()
      })
      const session = await connection.attach(targetId)
      await this.page.take(session, targetId)
      if (chromium.isHeadless) {
        const { width, height } = this.bounds
        await session.send('Emulation.setDeviceMetricsOverride', {
          width,
          height,
          deviceScaleFactor: 1,
          mobile: false,
        })
      }
      return session
    }

    async loadURL(url: string): Promise<void> {
      await this.attached
      await this.page.load(url)
    }

    close(): void {
      this.emit('close', { preventDefault: () => undefined })
      this.destroy()
    }

    destroy(): void {
      const { targetId } = this.page
      if (this.isGoneState || targetId === null) return this.gone()
      host
        .chromium()
        .then(({ connection }) => connection.send('Target.closeTarget', { targetId }))
        .catch(() => this.gone())
    }

    private gone(): void {
      if (this.isGoneState) return
      this.isGoneState = true
      open.delete(this.id)
      this.page.gone()
      this.emit('closed')
      if (open.size === 0) host.onAllClosed()
    }

    show(): void {
      this.isVisibleState = true
      this.emit('show')
    }
    hide(): void {
      this.isVisibleState = false
      this.emit('hide')
    }
    focus(): void {
      this.emit('focus')
      this.attached.then((session) => session.send('Page.bringToFront')).catch(() => undefined)
    }
    minimize(): void {
      this.isMinimizedState = true
    }
    restore(): void {
      this.isMinimizedState = false
    }
    setTitle(): void {
      // The page's own title is shown.
    }
    isMinimized = () => this.isMinimizedState
    isVisible = () => this.isVisibleState
    isDestroyed = () => this.isGoneState
    getBounds = () => ({ ...this.bounds })
  }

  const pages = () => [...open.values()].map((window) => window.page)
  return {
    // A member that is missing on an instance throws with its name too.
    BrowserWindow: new Proxy(StandInWindow, {
      construct: (target, [options]) =>
        guard('BrowserWindow', new target(options as BrowserWindowConstructorOptions)),
    }),
    webContents: guard('webContents', {
      getAllWebContents: () => pages().map((page) => page.contents),
      fromId: (id: number) => pages().find((page) => page.contents.id === id)?.contents,
      fromDevToolsTargetId: (targetId: string) =>
        pages().find((page) => page.targetId === targetId)?.contents,
    }),
    closeAll: () => {
      for (const window of open.values()) window.destroy()
    },
  }
}

/** With a display Chromium opens one window by itself (`--app`), which is the first; the others are made. */
async function targetOf(chromium: Chromium, bounds: Rectangle, isFirst: boolean): Promise<string> {
  const { connection } = chromium
  await connection.send('Target.setDiscoverTargets', { discover: true })
  if (!chromium.isHeadless && isFirst) {
    const { targetInfos } = await connection.send<{ targetInfos: { targetId: string; type: string }[] }>(
      'Target.getTargets',
    )
    const own = targetInfos.find(({ type }) => type === 'page')
    if (own) return own.targetId
  }
  const { width, height } = bounds
  const { targetId } = await connection.send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    ...(chromium.isHeadless ? {} : { width, height, newWindow: true }),
  })
  return targetId
}
