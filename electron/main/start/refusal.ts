/** Why the app refuses to start. */
export type Refusal =
  | 'inspected'
  | 'other-program'
  | 'unsandboxed'
  | 'weakened'
  | 'system-too-old'
  | 'damaged'
  | 'unloadable'
  | 'unwritable'
  | 'in-use'

/** How an installed app was started. */
export interface StartFacts {
  argv: readonly string[]
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
  /** The kernel's release, as in `os.release()`. */
  release: string
  /** Whether Chromium received a switch, in any of its forms. */
  hasSwitch: (name: string) => boolean
}

// The fuses of a packaged app disable Node's switches. No fuse disables Chromium's.
const inspecting = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address']
const inspectingNode = /^--(inspect|debug)(-[a-z-]+)?(=|$)/
const unsandboxing = ['no-sandbox', 'single-process', 'in-process-gpu']
const weakening = [
  'disable-seccomp-filter-sandbox',
  'disable-namespace-sandbox',
  'disable-setuid-sandbox',
  'disable-gpu-sandbox',
  'disable-web-security',
  'disable-site-isolation-trials',
  'allow-running-insecure-content',
  'ignore-certificate-errors',
  'load-extension',
  'js-flags',
  'browser-subprocess-path',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
]

/** macOS 13 is Darwin 22, and Windows 10 and 11 both report 10. On Linux the dynamic loader decides. */
const oldestRelease: Partial<Record<NodeJS.Platform, number>> = { darwin: 22, win32: 10 }

/** Null when an installed app may start. Not used in development, where tests inspect the app. */
export function refusalOf({ argv, env, platform, release, hasSwitch }: StartFacts): Refusal | null {
  if (env['ELECTRON_RUN_AS_NODE']) return 'other-program'
  if (inspecting.some(hasSwitch) || argv.some((argument) => inspectingNode.test(argument))) return 'inspected'
  if (unsandboxing.some(hasSwitch)) return 'unsandboxed'
  if (weakening.some(hasSwitch)) return 'weakened'
  const oldest = oldestRelease[platform]
  return oldest !== undefined && Number.parseInt(release, 10) < oldest ? 'system-too-old' : null
}

/** Why the start failed, if a module could not be loaded, or the data folder not be taken; null for other failures. */
export function refusalOfFailure(thrown: unknown): Refusal | null {
  if (!(thrown instanceof Error && 'code' in thrown)) return null
  switch (thrown.code) {
    case 'MODULE_NOT_FOUND':
    case 'ERR_MODULE_NOT_FOUND':
      return 'damaged'
    case 'ERR_DLOPEN_FAILED':
      return refusalOfLoader(thrown.message)
    case 'data_in_use':
      return 'in-use'
    case 'data_unwritable':
    case 'disk_full':
      return 'unwritable'
    default:
      return null
  }
}

/** Reads the messages of glibc's loader (dl-version.c, dl-load.c). Other loaders don't distinguish damage from missing libraries. */
function refusalOfLoader(message: string): Refusal {
  if (/version `GLIBC(XX)?_[\d.]+' not found/.test(message)) return 'system-too-old'
  return /invalid ELF header|file too short/.test(message) ? 'damaged' : 'unloadable'
}

/** Shown in a system dialog, because there is no window: what happened, and what to do next. */
export const refusalText: Record<Refusal, string> = {
  inspected:
    'Mooring was started in a way that lets another program inspect and control it. Because it has access to bank data, it doesn’t run like that.\n\nStart it without --inspect and --remote-debugging.',
  'other-program':
    'ELECTRON_RUN_AS_NODE is set, which would run another program as Mooring.\n\nStart Mooring without that variable. The terminal of an editor may have set it: if so, open Mooring from the system menu.',
  unsandboxed:
    'Mooring was started without the sandbox that isolates its window from the rest of the computer.\n\nStart it without --no-sandbox. An AppImage adds this switch if the system doesn’t allow user namespaces: install the deb or rpm package instead, or allow user namespaces.',
  weakened:
    'Mooring was started with a switch that weakens its protection.\n\nStart it without arguments, from the system menu.',
  'system-too-old':
    'This operating system is too old for Mooring.\n\nMooring needs macOS 13, Windows 10, Linux with glibc 2.34 (Debian 12, Ubuntu 22.04, RHEL 9), or later.',
  unloadable:
    'The system couldn’t load part of Mooring. Your data wasn’t changed.\n\nReinstall Mooring. On Linux, use the deb or rpm package, which installs the libraries it needs.',
  unwritable:
    'Mooring can’t write to its application data folder.\n\nCheck that the folder belongs to you and isn’t read-only, and that the disk isn’t full.',
  'in-use':
    'Another Mooring is using this data folder.\n\nUse its window, or quit it and start this one again. To use both at once, start one with MOORING_DATA set to another folder.',
  damaged:
    'Mooring’s program files are damaged or incomplete. Your data wasn’t changed.\n\nReinstall Mooring from where you got it.',
}
