import type { TeamFile } from '../../shared/models/team.ts'
import { Button } from '../parts/button.tsx'
import { Name } from '../parts/name.tsx'
import type { Action } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Setting } from './setting.tsx'
import type { TeamDraft } from './team-draft.ts'

/** A file of certificates or a key, which the main process reads and keeps. */
export function TeamFileSetting({
  kind,
  title,
  stored,
  files,
  action,
  onChange,
}: {
  kind: TeamFile
  title: string
  /** What is stored already, in words; null for nothing. */
  stored: string | null
  files: TeamDraft['files']
  action: Action
  onChange: (files: TeamDraft['files']) => void
}) {
  const words = text.team.dialog
  const choose = () =>
    action.run(async () => {
      const { file } = await call('team.chooseFile', { kind })
      if (file) onChange({ ...files, [kind]: file })
    })
  return (
    <Setting title={title}>
      <div className="setting-line">
        <span className="place">
          <Name text={files[kind]?.name ?? stored ?? words.notChosen} />
        </span>
        <Button label={words.chooseOf(title)} onPress={choose}>
          {words.choose}
        </Button>
      </div>
    </Setting>
  )
}
