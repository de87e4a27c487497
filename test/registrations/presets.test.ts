import { describe, expect, test } from 'vitest'
import { changedAddresses, lastChecked, presetOf, presets } from '../../renderer/registrations/presets.ts'
import { draftOf, toInput, withPreset } from '../../renderer/registrations/draft.ts'
import { addressesOf } from '../../shared/institution-kinds.ts'
import { preset, type Preset } from '../../shared/models/preset.ts'
import { faultsOf } from '../../shared/registration-faults.ts'

/** What the sources of a preset have to tell, because the preset fills it in. */
function subjectsOf({ environment, scopes, registerAt }: Preset): string[] {
  const life = environment.kind === 'oauth' ? environment.settings.refreshLife : undefined
  const hasAddress = addressesOf(environment).some(([, address]) => address !== '')
  return [
    'redirect',
    ...(hasAddress || environment.kind.startsWith('akoya') ? ['endpoints'] : []),
    ...(environment.kind === 'oauth' ? ['authentication'] : []),
    ...(scopes.length > 0 ? ['scopes'] : []),
    ...(life === undefined ? [] : ['lives']),
    ...(registerAt === null ? [] : ['registration']),
  ]
}

test('every preset has an id of its own', () => {
  expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length)
})

describe.each(presets.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  test('has the format', () => {
    expect(preset.safeParse(one)).toMatchObject({ success: true })
  })

  test('has a source for all that it fills in, read on a day that has been', () => {
    expect(one.sources.map(({ about }) => about)).toEqual(expect.arrayContaining(subjectsOf(one)))
    const today = new Date().toISOString().slice(0, 10)
    for (const { checked } of one.sources) expect(checked <= today).toBe(true)
    expect(one.sources.map(({ checked }) => checked)).toContain(lastChecked(one))
  })

  test('holds nothing of anybody: no client, no secret, no query', () => {
    const text = JSON.stringify(one)
    expect(text).not.toMatch(/client_?(id|secret)"?:|Bearer|\?[a-z]+=/i)
  })

  test('leaves only what differs by institution to be entered', () => {
    const draft = { ...withPreset(draftOf(null), one), name: 'Desk', clientId: 'client' }
    const own = { issuer: 'https://bank.example', dataBase: 'https://bank.example/fdx/v6' }
    const filled = {
      ...draft,
      issuer: draft.issuer || (one.id === 'fdx' || one.id === 'oauth' ? own.issuer : ''),
      dataBase: draft.dataBase || (one.id === 'fdx' ? own.dataBase : ''),
      publicUri: draft.publicUri || 'https://bank.example/relay',
    }
    const input = toInput(filled, null, 'secret')
    expect(faultsOf(input, { keepsSecret: false, hasCertificate: false, allowLoopbackHttp: false })).toEqual(
      [],
    )
    expect(input.scopes).toEqual(one.scopes)
    expect(input.redirect.mode).toBe(one.redirect.mode)
  })
})

test('a preset for servers without certificates lets go of one that was read', () => {
  const [akoya, fdx] = ['akoya-sandbox', 'fdx'].map((id) => presets.find((one) => one.id === id))
  if (!akoya || !fdx) throw new Error('there is no such preset')
  const read = { ...withPreset(draftOf(null), fdx), certificateId: 'one' }
  expect(withPreset(read, fdx).certificateId).toBe('one')
  // The form has no field for it meanwhile, and the main process has forgotten it.
  expect(withPreset(withPreset(read, akoya), fdx).certificateId).toBeUndefined()
})

test('a registration says which preset it came from, and what it changed', () => {
  const schwab = presets.find(({ id }) => id === 'schwab')
  if (!schwab) throw new Error('there is no preset for Schwab')
  const { environment } = toInput(withPreset(draftOf(null), schwab), null, 'secret')
  expect(presetOf({ environment })).toBe(schwab)
  expect(changedAddresses({ environment }, schwab)).toEqual([])
  const moved = { ...environment, tokenEndpoint: 'https://api.schwab.example/token' } as typeof environment
  expect(changedAddresses({ environment: moved }, schwab)).toEqual(['tokenEndpoint'])
})
