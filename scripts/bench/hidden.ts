import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { dropFolder, newDataFolder } from '../../test/support/app.ts'
import { pagesBelow, programsBelow, proportionalBytes } from '../../test/support/programs.ts'
import { startBus } from '../../test/support/secret-service.ts'
import { startTrayWatcher } from '../../test/support/tray-watcher.ts'
import { findHost } from '../electron.ts'
import { root } from '../run.ts'
import { seed } from '../seed.ts'
import { leftOut, plainRow, quantile, type Section } from './figures.ts'
import { windowMissing } from './window.ts'

/** The app gives memory back ten seconds after its window. */
const restMs = 15_000

const title = 'Memory with the window, and without it'

/** What the app's processes hold with so many connections: its list shown, and after its window was closed. Linux alone. */
export async function hiddenSection(connections: number, rounds: number): Promise<Section> {
  const host = findHost({ download: false })
  const missing = process.platform === 'linux' ? windowMissing(host) : 'only Linux says what is shared'
  if (missing !== null) return leftOut(title, missing)
  const seen: Record<'shown' | 'hidden' | 'main' | 'pages', number[]> = {
    shown: [],
    hidden: [],
    main: [],
    pages: [],
  }
  const bus = await startBus()
  const watcher = await startTrayWatcher(bus.env)
  const folder = newDataFolder()
  seed(join(folder, 'data'), connections)
  try {
    for (let round = 0; round < rounds; round += 1) {
      const electron = await _electron.launch({
        executablePath: host.path,
        args: [root, `--user-data-dir=${join(folder, 'profile')}`],
        env: {
          ...(process.env as Record<string, string>),
          ...bus.env,
          MOORING_HEADLESS: '1',
          MOORING_DATA: join(folder, 'data'),
        },
      })
      const pid = electron.process().pid ?? 0
      const page = await electron.firstWindow()
      await page.getByRole('rowheader').first().waitFor()
      await page.waitForTimeout(2000)
      seen.shown.push(megabytes(pid))
      await electron.evaluate(({ BrowserWindow, dialog }) => {
        dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
        BrowserWindow.getAllWindows()[0]?.close()
      })
      await page.waitForEvent('close')
      await new Promise((resolve) => setTimeout(resolve, restMs))
      seen.hidden.push(megabytes(pid))
      seen.main.push(proportionalBytes(pid) / 1e6)
      seen.pages.push(pagesBelow(pid).length)
      await electron.close()
    }
  } finally {
    watcher.stop()
    bus.stop()
    dropFolder(folder)
  }
  const [shown, hidden] = [quantile(seen.shown, 0.5), quantile(seen.hidden, 0.5)]
  return {
    title,
    unit: 'p50 MB',
    rows: [
      plainRow(`all processes, ${connections} connections shown`, shown),
      {
        ...plainRow('all processes, 15 s after the window was closed', hidden, {
          of: 'ratio',
          most: 0.5,
          limit:
            'the stand-in’s Chromium keeps 157 MB; with a main process of Node that does nothing it would be 0.50',
        }),
        ratio: hidden / shown,
      },
      plainRow('of it the main process', quantile(seen.main, 0.5)),
      plainRow('processes of pages that are left', Math.max(...seen.pages), { of: 'p50', most: 0 }),
    ],
    notes: ['What processes share is divided among them (Pss).'],
  }
}

function megabytes(pid: number): number {
  const all = [pid, ...programsBelow(pid).map((program) => program.pid)]
  return all.reduce((sum, one) => sum + proportionalBytes(one), 0) / 1e6
}
