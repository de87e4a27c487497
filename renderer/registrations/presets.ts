import { addressesOf } from '../../shared/institution-kinds.ts'
import type { Preset } from '../../shared/models/preset.ts'
import type { Registration } from '../../shared/models/registration.ts'
import file from './presets.json' with { type: 'json' }

/** test/presets.test.ts keeps the format of the file. */
export const presets = file as Preset[]

/** The day on which the oldest of a preset's sources was read. */
export function lastChecked({ sources }: Preset): string {
  return sources.map(({ checked }) => checked).toSorted()[0] ?? ''
}

/** The preset that a registration was started from; null for none, or one that is gone. */
export function presetOf({ environment }: Pick<Registration, 'environment'>): Preset | null {
  const id = environment.kind === 'oauth' ? environment.settings.preset : undefined
  return presets.find((one) => one.id === id) ?? null
}

/** Addresses of a registration that are not those of its preset: the institution, or the user, has changed them. */
export function changedAddresses(registration: Pick<Registration, 'environment'>, from: Preset): string[] {
  const here = new Map(addressesOf(registration.environment))
  return addressesOf(from.environment).flatMap(([field, address]) =>
    address === '' || here.get(field) === address ? [] : [field],
  )
}
