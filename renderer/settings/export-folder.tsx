import { useEffect, useState } from 'react'
import type { ExportFolder as Folder } from '../../shared/models/app.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** The folder that exports begin in. Only the system's dialog can choose one, never this page. */
export function ExportFolder() {
  const [chosen, setChosen] = useState<Folder | null>(null)
  const action = useAction()
  const { run } = action
  useEffect(() => run(() => call('exportFolder.read', {}).then(setChosen)), [run])
  return (
    <div className="line export-folder">
      <span role="status" className="program">
        {chosen && text.settings.exportFolder(chosen.folder ?? text.settings.documents)}
      </span>
      <Button onPress={() => run(() => call('exportFolder.choose', {}).then(setChosen))}>
        {text.settings.chooseFolder}
      </Button>
      {chosen?.folder && (
        <Button onPress={() => run(() => call('exportFolder.useSystem', {}).then(setChosen))}>
          {text.settings.defaultFolder}
        </Button>
      )}
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}
