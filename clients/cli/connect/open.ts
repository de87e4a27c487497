import type { Socket } from 'node:net'
import { CommandError, exits } from '../failure.ts'
import { dataFolderOf, type System } from './data-folder.ts'
import { hiddenBy } from './hidden-by.ts'
import { readLocalFile, type Reader } from './local-file.ts'
import { connectTo } from './prove.ts'
import { startApp } from './start-app.ts'

export interface Opening {
  system: System
  reader: Reader
  /** That of `--data`. */
  dataFolder: string | null
  isStarting: boolean
  /** Words for the user while it lasts. */
  say: (text: string) => void
}

const startLimitMs = 60_000

/** A proven connection to the app, which is started first if that is wanted. @throws CommandError */
export async function openConnection(opening: Opening): Promise<Socket> {
  const { system, dataFolder } = opening
  const folder = dataFolderOf(system, dataFolder)
  const socket = await connectIfRunning(folder, opening)
  if (socket) return socket
  const hidden = hiddenBy(system)
  if (!opening.isStarting) throw away(folder, hidden)
  opening.say('Mooring is not running, so it is started.')
  await startApp(system, dataFolder)
  for (const limitMs = Date.now() + startLimitMs; Date.now() < limitMs;) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const started = await connectIfRunning(folder, opening)
    if (started) return started
  }
  throw new CommandError(
    'app_not_running',
    exits.away,
    'Mooring was started, and does not answer. Open its window to see why.',
  )
}

async function connectIfRunning(folder: string, { reader }: Opening): Promise<Socket | null> {
  const listener = readLocalFile(folder, reader)
  if (listener === null) return null
  try {
    return await connectTo(listener)
  } catch (thrown) {
    // A file that a killed app left behind.
    if (thrown instanceof CommandError && thrown.code === 'app_not_running') return null
    throw thrown
  }
}

function away(folder: string, hidden: string | null): CommandError {
  if (hidden !== null)
    return new CommandError(
      'app_hidden',
      exits.away,
      `This program runs inside ${hidden}, which hides Mooring from it, or Mooring is not running. Run it outside, or start Mooring.`,
    )
  return new CommandError(
    'app_not_running',
    exits.away,
    `Mooring is not running with the data in ${folder}. Start it, or use --start.`,
  )
}
