import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openListener, type Listener, type ListenerOptions } from '../../electron/main/local/listener.ts'
import type { ConsentQuestion } from '../../electron/main/scripts/consent-question.ts'
import { endWhatIsOver } from '../../electron/main/scripts/end-clients.ts'
import { serveScripts } from '../../electron/main/scripts/serve-scripts.ts'
import { readPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { openHarness, type Harness } from './harness.ts'
import { whereIn, type Where } from './local-client.ts'

export interface LocalApp {
  harness: Harness
  listener: Listener
  where: Where
  /** Every question that was shown. */
  questions: ConsentQuestion[]
  /** From now on the user allows everything, until the offered time. */
  allowAll(): void
  /** Begins to listen again, as after a restart. */
  listen(): Promise<void>
  close(): Promise<void>
}

/** The app with its listener for scripts, switched on. */
export async function openLocalApp(
  options: Parameters<typeof openHarness>[0] & { limits?: ListenerOptions['limits'] } = {},
): Promise<LocalApp> {
  const { limits, ...rest } = options
  const harness = openHarness(rest)
  writePreferences(harness.deps.store, { ...readPreferences(harness.deps.store), areScriptsOn: true })
  // Short: the path of a socket may be.
  const runtimeFolder = mkdtempSync(join(tmpdir(), 'run-'))
  mkdirSync(runtimeFolder, { recursive: true, mode: 0o700 })

  const open = () =>
    openListener({
      platform: process.platform,
      dataFolder: harness.folder,
      runtimeFolder,
      temporaryFolder: tmpdir(),
      version: 'test',
      service: serveScripts(harness.deps),
      log: harness.log,
      ...(limits === undefined ? {} : { limits }),
    })

  const app: LocalApp = {
    harness,
    listener: open(),
    where: { address: '', key: '' },
    questions: [],
    allowAll: () => {
      harness.askConsent = async (question) => {
        app.questions.push(question)
        const { connections, untilMs } = question
        return { isAllowed: true, connectionIds: connections.map(({ id }) => id), untilMs }
      }
    },
    listen: async () => {
      app.listener = open()
      endWhatIsOver(harness.deps)
      await app.listener.turn(true)
      app.where = whereIn(harness.folder)
    },
    close: async () => {
      await app.listener.close()
      await harness.close()
      rmSync(runtimeFolder, { recursive: true, force: true })
    },
  }
  await app.listen()
  return app
}
