import { useEffect, useState } from 'react'
import type { ScriptCommand } from '../../shared/models/script.ts'
import { Button } from '../parts/button.tsx'
import { CopyText } from '../parts/copy-button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'

/** Where the command is, whether a terminal finds it, and the link that lets it. */
export function CommandSetting() {
  const [command, setCommand] = useState<ScriptCommand | null>(null)
  const action = useAction()
  const { run } = action
  useEffect(() => run(() => call('scripts.command', {}).then(setCommand)), [run])
  const words = text.scripts.settings
  const link = (isLinked: boolean) =>
    action.run(() => call('scripts.linkCommand', { isLinked }).then(setCommand))
  return (
    <div className="command-setting">
      <h3>{words.command}</h3>
      {command && (
        <>
          <p role="status">{stateText(command)}</p>
          {command.state !== 'missing' && (
            <p className="hint">
              {words.file}: <CopyText value={command.file} />
            </p>
          )}
          {command.state !== 'missing' && !command.isNodeUsable && (
            <p className="problem soon">
              {command.node === null ? words.noNode : words.oldNode(command.node)}
            </p>
          )}
          {(command.state === 'linked' || command.state === 'unlinked') && (
            <div className="dialog-actions">
              <Button busy={action.isRunning} onPress={() => link(command.state === 'unlinked')}>
                {command.state === 'unlinked' ? words.add : words.remove}
              </Button>
            </div>
          )}
        </>
      )}
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}

function stateText({ state, link, file, isOnPath }: ScriptCommand): string {
  const words = text.scripts.settings.commandStates
  const at = link ?? file
  if (state === 'linked') return isOnPath ? words.linked(at) : words.notOnPath(at, folderOf(at))
  return state === 'byHand' ? words.byHand(folderOf(file)) : words[state](at)
}

function folderOf(path: string): string {
  return path.replace(/[/\\][^/\\]*$/, '')
}
