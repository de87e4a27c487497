import { expect, test } from 'vitest'
import { fromCarrier, originOf, toCarrier } from './addresses.ts'

test.each([
  ['app://bundle', 'http://bundle.app.localhost/'],
  ['app://bundle/index.html?a=b#c', 'http://bundle.app.localhost/index.html?a=b#c'],
  ['https://example.com/', 'https://example.com/'],
  ['app2://bundle/', 'app2://bundle/'],
])('the app opens %s and Chromium %s', (own, carrier) => {
  expect(toCarrier(own, ['app'])).toBe(carrier)
})

test.each([
  ['http://bundle.app.localhost/index.html', 'app://bundle/index.html', 'app://bundle'],
  [
    'http://bundle.app.localhost.evil.example/',
    'http://bundle.app.localhost.evil.example/',
    'http://bundle.app.localhost.evil.example',
  ],
  ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080/x', 'http://127.0.0.1:8080'],
  ['about:blank', 'about:blank', 'null'],
])('Chromium says %s and the app hears %s', (carrier, own, origin) => {
  expect([fromCarrier(carrier), originOf(fromCarrier(carrier))]).toEqual([own, origin])
})
