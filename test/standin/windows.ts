import { EventEmitter } from 'node:events'
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle } from 'electron'
import type { Session } from './cdp.ts'
import type { Chromium } from './chromium.ts'
import { emitPreventable } from './emit.ts'
import { guard } from './guard.ts'
import { makeTargets } from './targets.ts'
import type { Theme } from './theme.ts'
import { makePage, type Page, type PageHost } from './web-contents.ts'

type SuppliedWindow = Pick<
  BrowserWindow,
  | 'blur'
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getBackgroundColor'
  | 'getBounds'
  | 'getNormalBounds'
  | 'getTitle'
  | 'hide'
  | 'id'
  | 'isDestroyed'
  | 'isFocused'
  | 'isFullScreen'
  | 'isMaximized'
  | 'isMinimized'
  | 'isVisible'
  | 'loadURL'
  | 'maximize'
  | 'minimize'
  | 'removeMenu'
  | 'restore'
  | 'setBounds'
  | 'setFullScreen'
  | 'setSize'
  | 'setTitle'
  | 'show'
> & { webContents: Page['contents'] }

export interface WindowHost extends PageHost {
  chromium: Promise<Chromium>
  theme: Theme
  onCreated(page: Page): void
  onAllClosed(): void
}

export interface Windows {
  BrowserWindow: object
  webContents: object
  /** @returns false when a listener of `close` kept one open */
  closeAll(): Promise<boolean>
  /** Chromium is gone, and with it every window. */
  lose(): void
}

interface OpenWindow {
  window: SuppliedWindow & EventEmitter
  page: Page
  targetId(): string | null
  closed: Promise<void>
  /** @returns false when a listener of `close` prevents it */
  close(): boolean
  gone(): void
}

export function makeWindows(host: WindowHost): Windows {
  const open = new Map<number, OpenWindow>()
  const targets = makeTargets(host.chromium)
  let nextId = 1
  let focused: number | null = null

  function makeWindow(events: EventEmitter, options: BrowserWindowConstructorOptions): OpenWindow {
    const id = nextId++
    const bounds: Rectangle = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    }
    const closed = Promise.withResolvers<void>()
    const page = makePage(id, options.webPreferences ?? {}, () => void close(), host)
    let targetId: string | null = null
    let title = options.title ?? ''
    let isVisible = options.show ?? true
    let isMaximized = false
    let isMinimized = false
    let isFullScreen = false
    let isGone = false

    async function attach(): Promise<Session> {
      const { connection } = await host.chromium
      const target = await targets.next(bounds)
      if (isGone) await connection.send('Target.closeTarget', { targetId: target })
      targetId = target
      connection.on('Target.targetDestroyed', (destroyed: { targetId: string }) => {
        if (destroyed.targetId === targetId) gone()
      })
      const session = await connection.attach(target)
      await page.take(session, connection, target)
      await targets.resize(session, target, bounds)
      await host.theme.apply(session)
      return session
    }

    function close(): boolean {
      if (isGone) return true
      if (emitPreventable(events, 'close')) return false
      destroy()
      return true
    }

    function destroy(): void {
      if (targetId === null) return gone()
      const closing = { targetId }
      host.chromium
        .then(({ connection }) => connection.send('Target.closeTarget', closing))
        // It is gone already, or Chromium is.
        .catch(() => gone())
    }

    function gone(): void {
      if (isGone) return
      isGone = true
      isVisible = false
      open.delete(id)
      if (focused === id) focused = null
      page.gone()
      events.emit('closed')
      closed.resolve()
      if (open.size === 0) host.onAllClosed()
    }

    function setBounds(wanted: Partial<Rectangle>): void {
      Object.assign(bounds, wanted)
      attached
        .then((session) => (targetId === null ? undefined : targets.resize(session, targetId, bounds)))
        .catch(() => undefined)
      events.emit('resize')
    }

    function setFocus(): void {
      focused = id
      events.emit('focus')
      attached.then((session) => session.send('Page.bringToFront')).catch(() => undefined)
    }

    const attached = attach()
    attached.catch((thrown: unknown) => {
      if (!isGone) process.stderr.write(`electron stand-in: ${String(thrown)}\n`)
    })
    page.contents.once('did-finish-load', () => {
      // Electron on Wayland may never send it (electron/electron#48859).
      if (process.env['MOORING_STANDIN_WITHHOLD'] !== 'ready-to-show') events.emit('ready-to-show')
    })

    const supplied: SuppliedWindow = {
      id,
      webContents: page.contents,
      blur: () => {
        if (focused === id) focused = null
        events.emit('blur')
      },
      close: () => void close(),
      destroy,
      focus: setFocus,
      // As Electron gives it: #RRGGBB in capitals, white unless the app says otherwise.
      getBackgroundColor: () => (options.backgroundColor ?? '#FFFFFF').toUpperCase(),
      getBounds: () => ({ ...bounds }),
      getNormalBounds: () => ({ ...bounds }),
      getTitle: () => title,
      hide: () => {
        isVisible = false
        events.emit('hide')
      },
      isDestroyed: () => isGone,
      isFocused: () => focused === id,
      isFullScreen: () => isFullScreen,
      isMaximized: () => isMaximized,
      isMinimized: () => isMinimized,
      isVisible: () => isVisible,
      loadURL: async (url) => {
        await attached
        await page.load(url)
      },
      maximize: () => {
        isMaximized = true
        // Electron shows a hidden window, too, without giving it the focus.
        isVisible = true
        events.emit('maximize')
      },
      minimize: () => {
        isMinimized = true
        events.emit('minimize')
      },
      // Menus are drawn nowhere.
      removeMenu: () => undefined,
      restore: () => {
        isMinimized = false
        events.emit('restore')
      },
      setBounds,
      setFullScreen: (wanted) => {
        isFullScreen = wanted
        events.emit(wanted ? 'enter-full-screen' : 'leave-full-screen')
      },
      setSize: (width, height) => setBounds({ width, height }),
      setTitle: (given) => {
        title = given
      },
      show: () => {
        isVisible = true
        events.emit('show')
        setFocus()
      },
    }
    const window = guard('BrowserWindow', Object.assign(events, supplied))
    return { window, page, targetId: () => targetId, closed: closed.promise, close, gone }
  }

  class StandInWindow extends EventEmitter {
    static getAllWindows() {
      return [...open.values()].map(({ window }) => window)
    }
    static getFocusedWindow() {
      return open.get(focused ?? 0)?.window ?? null
    }
    static fromId(id: number) {
      return open.get(id)?.window ?? null
    }
    static fromWebContents(contents: { id: number } | null | undefined) {
      return open.get(contents?.id ?? 0)?.window ?? null
    }

    constructor(options: BrowserWindowConstructorOptions = {}) {
      super()
      const made = makeWindow(this, options)
      open.set(made.window.id, made)
      host.onCreated(made.page)
      return made.window as unknown as this
    }
  }

  const pages = () => [...open.values()]
  return {
    BrowserWindow: guard('BrowserWindow', StandInWindow),
    webContents: guard('webContents', {
      getAllWebContents: () => pages().map(({ page }) => page.contents),
      fromId: (id: number) => open.get(id)?.page.contents,
      // Playwright finds windows with it.
      fromDevToolsTargetId: (targetId: string) =>
        pages().find((one) => one.targetId() === targetId)?.page.contents,
    }),
    closeAll: async () => {
      const all = pages()
      if (all.filter((one) => !one.close()).length > 0) return false
      await Promise.all(all.map(({ closed }) => closed))
      return true
    },
    lose: () => {
      for (const one of pages()) one.gone()
    },
  }
}
