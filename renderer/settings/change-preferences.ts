import type { Preferences } from '../../shared/models/app.ts'
import { call } from '../state/api.ts'

/** Shows a choice at once, and takes it back when it could not be kept. @throws Failure why not */
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
