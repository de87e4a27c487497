import type { Preferences } from '../../shared/models/app.ts'
import { call } from './api.ts'

/** Shows a change immediately, and reverts it if saving fails. @throws CallFailure */
export async function changePreferences(
  before: Preferences,
  change: Partial<Preferences>,
  show: (preferences: Preferences) => void,
): Promise<void> {
  const chosen = { ...before, ...change }
  show(chosen)
  try {
    show(await call('preferences.change', chosen))
  } catch (thrown) {
    show(before)
    throw thrown
  }
}
