import { useEffect, useState } from 'react'
import type { AppStatus, Preferences } from '../../shared/models/app.ts'
import { call } from '../state/api.ts'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { WordsSection } from '../receipts/words-section.tsx'
import { changePreferences } from './change-preferences.ts'
import { text } from '../text/text.ts'
import { SetupSection } from '../setup/setup-section.tsx'
import { BrowserSection } from './browser-section.tsx'
import { UpdatesSection } from './updates-section.tsx'

export function SettingsView({ app, onImported }: { app: AppStatus; onImported: () => Promise<void> }) {
  const [preferences, setPreferences] = useState<Preferences | null>(null)
  const action = useAction()
  const { run } = action
  useEffect(() => run(() => call('preferences.read', {}).then(setPreferences)), [run])
  return (
    <main className="page" tabIndex={0}>
      <h1>{text.settings.title}</h1>
      {action.failure && <Problem failure={action.failure} />}
      {preferences && (
        <section>
          <h2>{text.settings.notifications}</h2>
          <label className="check">
            <input
              type="checkbox"
              checked={!preferences.quiet}
              aria-describedby="notify-hint"
              onChange={(event) => {
                const quiet = !event.target.checked
                run(() => changePreferences(preferences, { quiet }, setPreferences))
              }}
            />
            {text.settings.notify}
          </label>
          <p className="hint" id="notify-hint">
            {text.settings.notifyHint}
          </p>
        </section>
      )}
      {preferences && (
        <section>
          <h2>{text.settings.files}</h2>
          <label className="check">
            <input
              type="checkbox"
              checked={preferences.csvWithoutMark}
              aria-describedby="csv-hint"
              onChange={(event) => {
                const csvWithoutMark = event.target.checked
                run(() => changePreferences(preferences, { csvWithoutMark }, setPreferences))
              }}
            />
            {text.settings.csvWithoutMark}
          </label>
          <p className="hint" id="csv-hint">
            {text.settings.csvHint}
          </p>
        </section>
      )}
      {preferences && <WordsSection preferences={preferences} onChanged={setPreferences} />}
      <BrowserSection />
      <SetupSection onImported={onImported} />
      {preferences && <UpdatesSection preferences={preferences} onChanged={setPreferences} />}
      <section>
        <h2>{text.settings.shortcuts}</h2>
        <dl className="facts shortcuts">
          {text.settings.shortcutList(text.commandKey(app.platform)).map(([keys, does]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h2>{text.settings.about}</h2>
        <p>
          {text.settings.version(app.version)} · {text.settings.license}
        </p>
      </section>
    </main>
  )
}
