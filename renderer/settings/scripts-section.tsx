import type { Preferences } from '../../shared/models/app.ts'
import { Check } from '../parts/check.tsx'
import { CommandSetting } from '../scripts/command-setting.tsx'
import { text } from '../text/text.ts'

/** Whether programs may ask to use connections, and where the command is. */
export function ScriptsSection({
  preferences,
  onChange,
}: {
  preferences: Preferences
  onChange: (change: Pick<Preferences, 'areScriptsOn'>) => void
}) {
  const words = text.scripts.settings
  return (
    <section>
      <h2>{words.title}</h2>
      <Check
        label={words.isOn}
        hint={words.isOnHint}
        isOn={preferences.areScriptsOn}
        onChange={(areScriptsOn) => onChange({ areScriptsOn })}
      />
      <p className="hint">{words.limit}</p>
      <CommandSetting />
    </section>
  )
}
