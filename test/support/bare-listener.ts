import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalRequest } from '../../electron/main/local/answer.ts'
import { openListener, type Listener, type ListenerOptions } from '../../electron/main/local/listener.ts'
import { quietLog } from './quiet-log.ts'

export interface BareListener {
  listener: Listener
  folder: string
  dataFolder: string
  runtimeFolder: string
  /** Every request that came through. */
  requests: LocalRequest[]
  log: ReturnType<typeof quietLog>
  close(): Promise<void>
}

/** The listener without the app behind it. A request answers with its own input, after what `before` waits for. */
export async function openBareListener(
  options: Partial<ListenerOptions> & { before?: () => Promise<void>; isOff?: boolean } = {},
): Promise<BareListener> {
  const folder = mkdtempSync(join(tmpdir(), 'local-'))
  const dataFolder = join(folder, 'data')
  const runtimeFolder = join(folder, 'run')
  for (const made of [dataFolder, runtimeFolder]) mkdirSync(made, { mode: 0o700 })
  const requests: LocalRequest[] = []
  const log = quietLog()
  const { before = async () => {}, isOff = false, ...given } = options
  const listener = openListener({
    platform: process.platform,
    dataFolder,
    runtimeFolder,
    temporaryFolder: folder,
    version: 'test',
    log,
    service: {
      run: async (request) => {
        requests.push(request)
        await before()
        return { kind: 'json', body: { input: request.input } }
      },
      toError: (thrown) => ({
        status: 400,
        error: {
          code: 'invalid_input',
          message: String(Reflect.get(Object(thrown), 'detail')?.field),
          kind: 'use',
        },
      }),
    },
    ...given,
  })
  if (!isOff) await listener.turn(true)
  return {
    listener,
    folder,
    dataFolder,
    runtimeFolder,
    requests,
    log,
    close: async () => {
      await listener.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
