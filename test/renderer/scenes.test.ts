import { expect, test } from 'vitest'
import * as scenes from './support/scenes.ts'
import type { Scene } from './support/fake-mooring.ts'

const made: [name: string, scene: () => Scene][] = [
  ['mikomo', scenes.mikomoScene],
  ['every status', scenes.everyStatusScene],
  ['twelve logins', scenes.twelveLoginsScene],
  ['accounts', scenes.accountsScene],
  ['activity', scenes.activityScene],
  ['many institutions', scenes.manyInstitutionsScene],
  ['many', () => scenes.manyScene(50)],
]

// The pictures of the window are made from these scenes.
test.each(made)('the dates of the scene “%s” can be true [W-C13]', (_name, scene) => {
  const { connections, registrations, activity } = scene()
  const nowMs = Date.now() + 1000
  const oldest = Math.min(...registrations.map(({ createdAtMs }) => createdAtMs))
  for (const one of connections) {
    const { linkedAtMs, refreshedAtMs, dataAsOfMs, receipt, consentUntilMs, undoUntilMs, nextTryAtMs } = one
    const what = one.institutionName
    expect([what, linkedAtMs >= oldest, linkedAtMs <= nowMs]).toEqual([what, true, true])
    expect([what, (refreshedAtMs ?? nowMs) >= linkedAtMs]).toEqual([what, true])
    expect([what, (dataAsOfMs ?? 0) <= (refreshedAtMs ?? nowMs)]).toEqual([what, true])
    expect([what, consentUntilMs > linkedAtMs]).toEqual([what, true])
    expect([what, (undoUntilMs ?? 0) <= nowMs + 5000]).toEqual([what, true])
    expect([what, (nextTryAtMs ?? nowMs) >= nowMs - 2000]).toEqual([what, true])
    if (receipt === null) continue
    expect([what, receipt.revokedAtMs > linkedAtMs, receipt.revokedAtMs <= nowMs]).toEqual([what, true, true])
    expect([what, (refreshedAtMs ?? 0) <= receipt.revokedAtMs]).toEqual([what, true])
  }
  const times = activity.map(({ atMs }) => atMs)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
})
