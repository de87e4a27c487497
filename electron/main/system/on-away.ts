import type { PowerMonitor } from 'electron'

/** Calls back when the screen is locked or the computer is about to sleep. On Linux a locked screen is not told of. */
export function onAway(monitor: Pick<PowerMonitor, 'on'>, work: () => void): void {
  monitor.on('lock-screen', work)
  monitor.on('suspend', work)
}
