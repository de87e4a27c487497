import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { expect, test } from 'vitest'
import { listenForAddresses } from '../../electron/main/system/addresses.ts'

test('addresses that come before the window are kept in order, and later ones are passed on [EL7]', () => {
  const app = new EventEmitter()
  let prevented = 0
  const event = { preventDefault: () => void (prevented += 1) }
  const take = listenForAddresses(app as unknown as App)
  app.emit('open-url', event, 'mooring://connection/first')
  app.emit('second-instance', {}, ['mooring', 'mooring://connection/second'])

  const later: (readonly string[])[] = []
  expect(take((words) => void later.push(words))).toEqual([
    ['mooring://connection/first'],
    ['mooring', 'mooring://connection/second'],
  ])
  app.emit('open-url', event, 'mooring://connection/third')
  expect([later, prevented]).toEqual([[['mooring://connection/third']], 2])
})
