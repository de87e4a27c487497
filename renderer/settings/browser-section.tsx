import { useEffect, useState } from 'react'
import type { BrowserChoice } from '../../shared/models/app.ts'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** The browser that links open in. Only the system's file dialog can choose a program, never this page. */
export function BrowserSection() {
  const [choice, setChoice] = useState<BrowserChoice | null>(null)
  const action = useAction()
  const { run } = action
  useEffect(() => run(() => call('browser.read', {}).then(setChoice)), [run])
  return (
    <section>
      <h2>{text.settings.browser}</h2>
      <p role="status" className="program">
        {choice && (choice.program ?? text.settings.systemBrowser)}
      </p>
      <p className="hint">{text.settings.browserHint}</p>
      <div className="dialog-actions">
        <Button onPress={() => run(() => call('browser.choose', {}).then(setChoice))}>
          {text.settings.chooseBrowser}
        </Button>
        {choice?.program && (
          <Button onPress={() => run(() => call('browser.useSystem', {}).then(setChoice))}>
            {text.settings.systemDefault}
          </Button>
        )}
      </div>
      {action.failure && <Problem failure={action.failure} />}
    </section>
  )
}
