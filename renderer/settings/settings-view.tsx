import { useEffect, useState } from 'react'
import { themes } from '../../shared/themes.ts'
import type { AppStatus, Preferences } from '../../shared/models/app.ts'
import { call } from '../state/api.ts'
import { Check } from '../parts/check.tsx'
import { Choice } from '../parts/choice.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { PoliciesSection } from '../policies/policies-section.tsx'
import { WordsSection } from '../receipts/words-section.tsx'
import { changePreferences } from '../state/change-preferences.ts'
import { text } from '../text/text.ts'
import { SetupSection } from '../setup/setup-section.tsx'
import { BackgroundSection } from './background-section.tsx'
import { BrowserSection } from './browser-section.tsx'
import { ExportFolder } from './export-folder.tsx'
import { Notifications } from './notifications-section.tsx'
import { ScriptsSection } from './scripts-section.tsx'
import { UpdatesSection } from './updates-section.tsx'

type Change = (change: Partial<Preferences>) => void

export function SettingsView({ app, onImported }: { app: AppStatus; onImported: () => Promise<void> }) {
  const [preferences, setPreferences] = useState<Preferences | null>(null)
  const action = useAction()
  const { run } = action
  useEffect(() => run(() => call('preferences.read', {}).then(setPreferences)), [run])
  const change: Change = (chosen) =>
    run(async () => preferences && (await changePreferences(preferences, chosen, setPreferences)))
  return (
    <main className="page" tabIndex={0} aria-label={text.settings.title}>
      <h1>{text.settings.title}</h1>
      {action.failure && <Problem failure={action.failure} />}
      {preferences && (
        <>
          <section>
            <h2>{text.settings.appearance}</h2>
            <Choice
              label={text.settings.theme}
              options={themes.map((value) => ({ value, label: text.settings.themes[value] }))}
              value={preferences.theme}
              onChange={(theme) => change({ theme })}
            />
          </section>
          <BackgroundSection platform={app.platform} preferences={preferences} onChange={change} />
          <ScriptsSection preferences={preferences} onChange={change} />
          <Notifications preferences={preferences} onChange={change} />
          <PoliciesSection />
          <section>
            <h2>{text.settings.files}</h2>
            <ExportFolder />
            <Check
              label={text.settings.csvWithoutMark}
              hint={text.settings.csvHint}
              isOn={preferences.csvWithoutMark}
              onChange={(csvWithoutMark) => change({ csvWithoutMark })}
            />
          </section>
        </>
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
