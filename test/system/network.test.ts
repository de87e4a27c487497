import { expect, test } from 'vitest'
import { watchNetwork } from '../../electron/main/system/network.ts'

function openWatched() {
  const system = { nowMs: 0, isOnline: true, addresses: '192.0.2.7' }
  const network = watchNetwork({
    now: () => system.nowMs,
    isOnline: () => system.isOnline,
    addresses: () => system.addresses,
  })
  return { system, network }
}

test('a network counts as stable after five seconds without a change', () => {
  const { system, network } = openWatched()
  expect(network.isStable()).toBe(false)
  system.nowMs = 4999
  expect(network.isStable()).toBe(false)
  system.nowMs = 5000
  expect(network.isStable()).toBe(true)
})

test('another address, being offline and waking up each restart the wait', () => {
  const { system, network } = openWatched()
  network.isStable()
  system.nowMs = 10_000
  expect(network.isStable()).toBe(true)

  system.addresses = '192.0.2.8'
  expect(network.isStable()).toBe(false)
  system.nowMs = 20_000
  expect(network.isStable()).toBe(true)

  system.isOnline = false
  expect(network.isStable()).toBe(false)
  system.nowMs = 60_000
  expect(network.isStable()).toBe(false)
  system.isOnline = true
  expect(network.isStable()).toBe(false)
  system.nowMs = 65_000
  expect(network.isStable()).toBe(true)

  network.markUnstable()
  expect(network.isStable()).toBe(false)
})

test('a stretch lasts from one change to the next', () => {
  const { system, network } = openWatched()
  const first = network.stretch()
  system.nowMs = 99_000
  expect(network.stretch()).toBe(first)
  system.isOnline = false
  network.stretch()
  system.isOnline = true
  expect(network.stretch()).not.toBe(first)
})
