import { expect, test } from 'vitest'
import { aboutPanel } from '../../electron/main/system/about-panel.ts'

const versions = { electron: '45.4.1', chrome: '150.0.1', node: '24.21.0' } as NodeJS.ProcessVersions

test.each([
  ['darwin', { applicationVersion: '0.1.0', version: 'Electron 45.4.1, Chromium 150.0.1, Node 24.21.0' }],
  ['linux', { applicationVersion: '0.1.0 (Electron 45.4.1, Chromium 150.0.1, Node 24.21.0)' }],
] as const)('About on %s shows the app’s version and those of its parts', (platform, shown) => {
  expect(aboutPanel(platform, '0.1.0', versions)).toMatchObject({ applicationName: 'Mooring', ...shown })
})
