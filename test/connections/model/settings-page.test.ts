import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSettingsPage } from '../../../electron/main/connections/model/open-settings-page.ts'
import { settingsPageOf } from '../../../electron/main/connections/model/settings-page.ts'
import { viewConnection } from '../../../electron/main/connections/model/view.ts'
import { listRegistrations, updateRegistration } from '../../../electron/main/store/registrations.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { linkMikomo } from '../../support/linked.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

test('where to end access is known by the issuer, and by nothing else [W-B10]', () => {
  const of = (issuer: string) => settingsPageOf({ kind: 'openid', issuer })
  expect(of('https://accounts.google.com')).toBe('https://myaccount.google.com/connections')
  expect(of('https://gitlab.com')).toBe('https://gitlab.com/-/user_settings/applications')
  expect(of('https://accounts.google.com.evil.example')).toBeNull()
  expect(of('https://constructor')).toBeNull()
  expect(settingsPageOf({ kind: 'mikomo' })).toBeNull()
})

test('Microsoft’s page is for accounts of an organisation, so it is not offered for others [W-B10]', () => {
  const of = (tenant: string) =>
    settingsPageOf({ kind: 'openid', issuer: `https://login.microsoftonline.com/${tenant}/v2.0` })
  expect(of('2f4a9838-26b7-47ee-be60-ccc1fdec5953')).toBe('https://myapps.microsoft.com/')
  expect(of('organizations')).toBe('https://myapps.microsoft.com/')
  expect(of('common')).toBeNull()
  expect(of('consumers')).toBeNull()
  expect(of('9188040d-6c67-4c5b-b112-36a304b66dad')).toBeNull()
})

test('the page is opened in the browser; without one, or without the connection, nothing is [W-B10]', async () => {
  const { id } = await linkMikomo(harness)
  const before = [...harness.opened]
  await expect(openSettingsPage(harness.deps, id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(openSettingsPage(harness.deps, 'unknown')).rejects.toMatchObject({ code: 'not_found' })
  expect(harness.opened).toEqual(before)

  const [registration] = listRegistrations(harness.deps.store)
  if (!registration) throw new Error('no registration')
  updateRegistration(harness.deps.store, {
    ...registration,
    environment: { kind: 'openid', issuer: 'https://gitlab.com' },
  })
  expect(viewConnection(harness.deps, id).settingsPage).toBe(
    'https://gitlab.com/-/user_settings/applications',
  )
  await openSettingsPage(harness.deps, id)
  expect(harness.opened).toEqual([...before, 'https://gitlab.com/-/user_settings/applications'])
})
