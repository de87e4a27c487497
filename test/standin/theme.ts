import { EventEmitter } from 'node:events'
import type { NativeTheme } from 'electron'
import type { Session } from './cdp.ts'

type SuppliedTheme = Pick<NativeTheme, 'shouldUseDarkColors' | 'themeSource'>

export interface Theme {
  nativeTheme: SuppliedTheme & EventEmitter
  /** Shows a page in the theme that is set, now and whenever it changes. */
  apply(session: Session): Promise<void>
}

/** Light unless the app says otherwise: the system's own preference is not read. */
export function makeTheme(): Theme {
  const events = new EventEmitter()
  const sessions = new Set<Session>()
  let source: NativeTheme['themeSource'] = 'system'

  const show = async (session: Session): Promise<void> => {
    const value = source === 'system' ? '' : source
    await session.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value }],
    })
  }
  const members: SuppliedTheme = {
    get shouldUseDarkColors() {
      return source === 'dark'
    },
    get themeSource() {
      return source
    },
    set themeSource(given) {
      if (given === source) return
      source = given
      // A session whose window was closed is forgotten.
      for (const session of sessions) show(session).catch(() => sessions.delete(session))
      events.emit('updated')
    },
  }
  Object.defineProperties(events, Object.getOwnPropertyDescriptors(members))
  return {
    nativeTheme: events as unknown as SuppliedTheme & EventEmitter,
    apply: async (session) => {
      sessions.add(session)
      if (source !== 'system') await show(session)
    },
  }
}
