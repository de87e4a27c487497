import { afterEach, expect, test, vi } from 'vitest'
import { packaging } from '../../scripts/packaging/config.ts'

const windows = { system: 'win32', processor: 'x64' } as const
const azure = {
  AZURE_SIGNING_ENDPOINT: 'https://weu.codesigning.azure.net/',
  AZURE_SIGNING_ACCOUNT: 'mooring',
  AZURE_SIGNING_PROFILE: 'release',
  MAIN_VITE_UPDATE_PUBLISHER: 'CN=The Mooring authors',
}

afterEach(() => vi.unstubAllEnvs())

function setAll(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value)
}

test('Azure signs for Windows where its account is named [EL27]', () => {
  setAll(azure)
  expect(packaging(windows).win?.azureSignOptions).toEqual({
    endpoint: 'https://weu.codesigning.azure.net/',
    codeSigningAccountName: 'mooring',
    certificateProfileName: 'release',
    publisherName: 'CN=The Mooring authors',
  })
})

test('without an account the certificate of WIN_CSC_LINK signs [EL27]', () => {
  setAll(Object.fromEntries(Object.keys(azure).map((name) => [name, ''])))
  expect(packaging(windows).win?.azureSignOptions).toBeUndefined()
})

test('half an account is an error that names the rest [EL27]', () => {
  setAll({ ...azure, AZURE_SIGNING_PROFILE: '', MAIN_VITE_UPDATE_PUBLISHER: '' })
  expect(() => packaging(windows)).toThrow(
    'To sign with Azure, AZURE_SIGNING_PROFILE and MAIN_VITE_UPDATE_PUBLISHER must be set too.',
  )
})

test('a package for another system needs no account [EL27]', () => {
  setAll({ ...azure, AZURE_SIGNING_PROFILE: '' })
  expect(() => packaging({ system: 'linux', processor: 'x64' })).not.toThrow()
})
