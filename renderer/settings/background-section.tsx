import { useEffect, useState } from 'react'
import type { AppStatus, Background, Preferences } from '../../shared/models/app.ts'
import { Check } from '../parts/check.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'

/** What Mooring does while its window is closed, and whether it starts with the user's session. */
export function BackgroundSection({
  platform,
  preferences,
  onChange,
}: {
  platform: AppStatus['platform']
  preferences: Preferences
  onChange: (change: Pick<Preferences, 'keepsRunning'>) => void
}) {
  const [background, setBackground] = useState<Background | null>(null)
  const action = useAction()
  const { run } = action
  useEffect(() => run(() => call('background.read', {}).then(setBackground)), [run])
  /** Shows a change immediately, and what the system made of it afterwards. */
  const startAtLogin = async (before: Background, isOn: boolean): Promise<void> => {
    setBackground({ ...before, login: isOn ? 'on' : 'off' })
    try {
      setBackground(await call('background.startAtLogin', { isOn }))
    } catch (thrown) {
      setBackground(before)
      throw thrown
    }
  }
  const words = text.background
  const isPossible = preferences.keepsRunning && background?.hasTray === true
  return (
    <section>
      <h2>{words.title}</h2>
      <Check
        label={words.keepsRunning}
        hint={background?.hasTray === false ? words.noTray : words.keepsRunningHint(platform)}
        isOn={preferences.keepsRunning}
        onChange={(keepsRunning) => onChange({ keepsRunning })}
      />
      <Check
        label={words.startsAtLogin}
        hint={background ? words.login(background.login, isPossible, platform) : ''}
        isOn={background?.login === 'on' || background?.login === 'blocked'}
        isDisabled={background === null || background.login === 'unavailable'}
        onChange={(isOn) => run(async () => background && startAtLogin(background, isOn))}
      />
      {action.failure && <Problem failure={action.failure} />}
    </section>
  )
}
