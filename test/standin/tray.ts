import { EventEmitter } from 'node:events'
import { accessSync } from 'node:fs'
import type { Tray } from 'electron'
import { guard } from './guard.ts'

type SuppliedTray = Pick<
  Tray,
  'destroy' | 'isDestroyed' | 'setContextMenu' | 'setImage' | 'setTitle' | 'setToolTip'
>

interface Item {
  label?: string
  click?: () => void
}

/** What a user sees of an icon, and does with it. */
export interface SeenTray {
  image: string
  toolTip: string
  title: string
  labels(): string[]
  click(): void
  choose(label: string): void
}

/** The icons that are shown, for tests: `__standInTrays` of the main process. */
const seen: SeenTray[] = []
Reflect.set(globalThis, '__standInTrays', seen)

/** Drawn nowhere. As Electron's: an image that is not there throws, a destroyed tray does, and on macOS a menu takes the place of clicks. */
export class StandInTray extends EventEmitter {
  constructor(image: string) {
    super()
    let items: Item[] | null = null
    let isDestroyed = false
    const live = (): void => {
      if (isDestroyed) throw new Error('Tray is destroyed')
    }
    const shown: SeenTray = {
      image: existing(image),
      toolTip: '',
      title: '',
      labels: () => (items ?? []).flatMap(({ label }) => (label === undefined ? [] : [label])),
      click: () => {
        if (process.platform !== 'darwin' || items === null) this.emit('click', {}, {}, {})
      },
      choose: (label) => {
        const item = items?.find((one) => one.label === label)
        if (!item) throw new Error(`the menu of the icon has ${shown.labels().join(', ')}`)
        item.click?.()
      },
    }
    seen.push(shown)
    const supplied: SuppliedTray = {
      destroy: () => {
        isDestroyed = true
        const index = seen.indexOf(shown)
        if (index !== -1) seen.splice(index, 1)
      },
      isDestroyed: () => isDestroyed,
      setContextMenu: (menu) => {
        live()
        items = (menu?.items as Item[] | undefined)?.map((item) => ({ ...item })) ?? null
      },
      setImage: (given) => {
        live()
        shown.image = existing(String(given))
      },
      setTitle: (title) => {
        live()
        if (process.platform === 'darwin') shown.title = title
      },
      setToolTip: (text) => {
        live()
        shown.toolTip = text
      },
    }
    // oxlint-disable-next-line no-constructor-return -- a member that is not supplied throws with its name
    return guard('Tray', Object.assign(this, supplied))
  }
}

function existing(image: string): string {
  try {
    accessSync(image)
    return image
  } catch {
    throw new Error(`Failed to load image from path '${image}'`)
  }
}
