import { EventEmitter } from 'node:events'
import type {
  Clipboard,
  Dialog,
  MessageBoxOptions,
  Net,
  NotificationConstructorOptions,
  PowerMonitor,
  Screen,
} from 'electron'
import { guard } from './guard.ts'

/** A clipboard of its own, in memory: a test must not depend on, or change, what the user copied. */
export function makeClipboard() {
  let text = ''
  return guard('clipboard', {
    clear: () => {
      text = ''
    },
    readText: async () => text,
    writeText: async (written) => {
      text = written
    },
  } satisfies Pick<Clipboard, 'clear' | 'readText' | 'writeText'>)
}

/** There is no menu bar around a page of Chromium: a menu is kept, so that a test can read it. */
export function makeMenu() {
  let shown: unknown = null
  return guard('Menu', {
    buildFromTemplate: (template: object[]) => guard('Menu', { items: template }),
    setApplicationMenu: (menu: unknown) => {
      shown = menu
    },
    getApplicationMenu: () => shown,
  })
}

/** Nobody can press a button: what would be shown goes to stderr, and the default button is the answer. */
export const dialog = guard('dialog', {
  showErrorBox: (title, content) => void process.stderr.write(`${title}\n${content}\n`),
  showMessageBox: async (...args: unknown[]) => {
    const options = args.at(-1) as MessageBoxOptions
    process.stderr.write(`${options.message}\n${options.detail ?? ''}\n`)
    return { response: options.defaultId ?? options.cancelId ?? 0, checkboxChecked: false }
  },
  // Nobody is there to choose: a test puts its own answer here.
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
} satisfies Pick<Dialog, 'showErrorBox' | 'showMessageBox' | 'showSaveDialog' | 'showOpenDialog'>)

/** Shows nothing on a screen, and emits that it was shown. */
export class StandInNotification extends EventEmitter {
  static isSupported(): boolean {
    return true
  }
  readonly title: string
  readonly body: string
  constructor(options: NotificationConstructorOptions = {}) {
    super()
    this.title = options.title ?? ''
    this.body = options.body ?? ''
  }
  show(): void {
    this.emit('show', {})
  }
  close(): void {
    this.emit('close', {})
  }
}

/** Sleep and waking are not seen; a test emits them. */
export const powerMonitor = guard(
  'powerMonitor',
  Object.assign(new EventEmitter(), {
    isOnBatteryPower: () => false,
    getSystemIdleTime: () => 0,
  } satisfies Pick<PowerMonitor, 'getSystemIdleTime' | 'isOnBatteryPower'>),
)

export const net = guard('net', { isOnline: () => true } satisfies Pick<Net, 'isOnline'>)

const area = { x: 0, y: 0, width: 1920, height: 1080 }

const display = () =>
  guard('Display', { bounds: area, workArea: area, size: area, workAreaSize: area, scaleFactor: 1 })

export const screen = guard('screen', {
  getPrimaryDisplay: display,
  getDisplayMatching: display,
} satisfies Record<keyof Pick<Screen, 'getPrimaryDisplay' | 'getDisplayMatching'>, unknown>)
