import { expect, test } from 'vitest'
import { settingsPageOf } from '../../../electron/main/connections/model/settings-page.ts'

test('where to end access is known by the issuer, and by nothing else [W-B10]', () => {
  const of = (issuer: string) => settingsPageOf({ kind: 'openid', issuer })
  expect(of('https://accounts.google.com')).toBe('https://myaccount.google.com/connections')
  expect(of('https://login.microsoftonline.com/common/v2.0')).toBe('https://myapps.microsoft.com/')
  expect(of('https://accounts.google.com.evil.example')).toBeNull()
  expect(of('https://constructor')).toBeNull()
  expect(settingsPageOf({ kind: 'mikomo' })).toBeNull()
})
