import type { PowerMonitor } from 'electron'

/** Calls back when the screen is locked or the computer is about to sleep. Electron does not report a locked screen on Linux. */
export function onAway(monitor: Pick<PowerMonitor, 'on'>, work: () => void): void {
  monitor.on('lock-screen', work)
  monitor.on('suspend', work)
}
