import { useState } from 'react'
import type { SetupPreview } from '../../shared/models/setup.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { ImportDialog } from './import-dialog.tsx'

/** Exports the setup for another computer, and imports one. */
export function SetupSection({ onImported }: { onImported: () => Promise<void> }) {
  const action = useAction()
  const [isSaved, setSaved] = useState(false)
  const [preview, setPreview] = useState<SetupPreview | null>(null)
  return (
    <section>
      <h2>{text.setup.title}</h2>
      <p className="hint">{text.setup.lead}</p>
      <div className="dialog-actions">
        <Button
          busy={action.isRunning}
          onPress={() => action.run(() => call('setup.export', {}).then(({ saved }) => setSaved(saved)))}
        >
          {text.setup.export}
        </Button>
        <Button
          busy={action.isRunning}
          onPress={() => {
            setSaved(false)
            action.run(() => call('setup.choose', {}).then((chosen) => setPreview(chosen.preview)))
          }}
        >
          {text.setup.import}
        </Button>
        <span role="status">{isSaved && !action.isRunning ? text.setup.saved : ''}</span>
      </div>
      {action.failure && <Problem failure={action.failure} />}
      {preview && <ImportDialog preview={preview} onClose={() => setPreview(null)} onImported={onImported} />}
    </section>
  )
}
