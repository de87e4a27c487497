import type { AboutPanelOptionsOptions } from 'electron'

/** What the system's About shows: the app's version, and those of what it is made of. Linux has no field of its own for these. */
export function aboutPanel(
  platform: NodeJS.Platform,
  version: string,
  { electron, chrome, node }: NodeJS.ProcessVersions,
): AboutPanelOptionsOptions {
  const parts = [
    ['Electron', electron],
    ['Chromium', chrome],
    ['Node', node],
  ].filter(([, number]) => number !== undefined)
  const madeOf = parts.map((part) => part.join(' ')).join(', ')
  return {
    applicationName: 'Mooring',
    copyright: 'Copyright © The Mooring authors. Apache License 2.0.',
    ...(platform === 'darwin'
      ? { applicationVersion: version, version: madeOf }
      : { applicationVersion: `${version} (${madeOf})` }),
  }
}
