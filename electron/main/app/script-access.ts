import { tmpdir } from 'node:os'
import type { Failure } from '../../../shared/errors.ts'
import { toFailure } from '../core/errors.ts'
import type { Listener } from '../local/listener.ts'
import { endWhatIsOver } from '../scripts/end-clients.ts'
import { readPreferences } from '../store/preferences.ts'
import type { AppDeps } from './compose.ts'
import type { Config } from './config.ts'

/** The way in for programs of this computer, which is closed unless the user has switched it on. */
export interface ScriptAccess {
  /** Opens or closes it, as the preferences say now. */
  follow(): Promise<void>
  /** Ends every call, and closes it for good. */
  close(): Promise<void>
}

/** Loads what serves scripts only now, to keep it out of the start. Nothing here needs a window. */
export function openScriptAccess(
  deps: AppDeps,
  { dataFolder, runtimeFolder }: Pick<Config, 'dataFolder' | 'runtimeFolder'>,
  platform: NodeJS.Platform,
): ScriptAccess {
  let opening: Promise<Listener> | null = null

  async function open(): Promise<Listener> {
    const { openListener, serveScripts } = await import('./script-listener.ts')
    return openListener({
      platform,
      dataFolder,
      runtimeFolder,
      temporaryFolder: tmpdir(),
      version: deps.about.versions['mooring'] ?? '',
      service: serveScripts(deps),
      log: deps.log,
    })
  }

  /** The window shows why no program can reach the app. */
  function tell(problem: Failure | null): void {
    if (problem?.code === deps.scripts.problem?.code) return
    deps.scripts.problem = problem
    deps.emit('scripts.changed', {})
  }

  return {
    follow: async () => {
      try {
        if (opening === null) endWhatIsOver(deps)
        const listener = await (opening ??= open())
        await listener.turn(readPreferences(deps.store).areScriptsOn)
        tell(null)
      } catch (thrown) {
        deps.log.error('scripts.not_opened', thrown)
        tell(toFailure(thrown))
      }
    },
    close: async () => {
      deps.scripts.questions.close()
      await (await opening)?.close()
    },
  }
}
