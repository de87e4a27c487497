import { app } from 'electron'
import { AppError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { refuse } from './refuse.ts'

/**
 * Closes everything before the app quits.
 *
 * @returns how to quit and do something last, when all is closed: to put a newer version in the place of this one
 */
export function quitCleanly(log: Log, close: () => Promise<void>): (last: () => Promise<void>) => void {
  let isReady = false
  let last = () => app.quit()
  app.on('before-quit', (event) => {
    if (isReady) return
    event.preventDefault()
    close()
      .catch((thrown: unknown) => log.error('quit.failed', thrown))
      .finally(() => {
        isReady = true
        last()
      })
  })
  return (work) => {
    last = () => {
      // The newer version must not find this one still running.
      app.releaseSingleInstanceLock()
      // On macOS the system closes the windows and then relaunches the app, which takes a moment: quitting at the last window would
      // end the app before. This takes Electron's own listener away, too.
      app.removeAllListeners('window-all-closed')
      work().catch((thrown: unknown) => {
        log.error('update.failed', thrown, thrown instanceof AppError ? { problem: thrown.code } : {})
        return refuse('Mooring wasn’t updated', notUpdated)
      })
    }
    app.quit()
  }
}

const notUpdated =
  'The update couldn’t be installed.\n\nStart Mooring again to keep using this version, or download and install the update yourself.'
