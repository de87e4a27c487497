import type { AppStatus, Background } from '../../shared/models/app.ts'

type Platform = AppStatus['platform']

const iconOf: Record<Platform, string> = {
  darwin: 'in the menu bar',
  win32: 'in the notification area',
  linux: 'in the tray',
}

/** Settings, In the background. */
export const backgroundText = {
  background: {
    title: 'In the background',
    keepsRunning: 'Keep running when the window is closed',
    keepsRunningHint: (platform: Platform) =>
      `Mooring then refreshes connections, retries revocations and reminds you of consents without its window. Its icon ${iconOf[platform]} says how many connections need attention, and opens it. Quit ends it: nothing is refreshed, retried or reminded of until Mooring is started again.`,
    noTray:
      'This desktop shows no icons of apps, so closing the window quits Mooring: nothing is refreshed, retried or reminded of until it is started again.',
    startsAtLogin: 'Start when I log in',
    login: (login: Background['login'], isHidden: boolean, platform: Platform): string => {
      if (login === 'unavailable') return 'Only an installed Mooring can be started by the system.'
      if (login === 'blocked') return blocked[platform]
      return isHidden
        ? 'Without its window: the icon opens it.'
        : 'With its window, because Mooring can’t keep running without it.'
    },
  },
}

const blocked: Record<Platform, string> = {
  darwin: 'The system doesn’t start it yet: allow Mooring in System Settings, General, Login Items.',
  win32: 'The system doesn’t start it: turn Mooring on in Settings, Apps, Startup.',
  linux: '',
}
