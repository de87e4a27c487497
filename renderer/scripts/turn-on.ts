import { call } from '../state/api.ts'

/** Lets programs ask to use connections. @throws CallFailure */
export async function turnOnScripts(): Promise<void> {
  const preferences = await call('preferences.read', {})
  await call('preferences.change', { ...preferences, areScriptsOn: true })
}
