/** Why the app does not start at all. */
export type Refusal =
  | 'inspected'
  | 'other-program'
  | 'unsandboxed'
  | 'weakened'
  | 'system-too-old'
  | 'damaged'
  | 'unloadable'
  | 'unwritable'

/** What an installed app was started with. */
export interface StartFacts {
  argv: readonly string[]
  env: NodeJS.ProcessEnv
  platform: NodeJS.Platform
  /** Of the kernel, as `os.release()` gives it. */
  release: string
  /** Whether Chromium was given a switch, in any of the forms that it takes. */
  hasSwitch: (name: string) => boolean
}

// The fuses of a packaged app make it deaf to what is Node's among these; Chromium's no fuse turns off.
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

/** macOS 13 is Darwin 22; Windows 10 and 11 both call themselves 10. Elsewhere the program's own loader judges. */
const oldestRelease: Partial<Record<NodeJS.Platform, number>> = { darwin: 22, win32: 10 }

/** Null when an installed app may start. A development start is not asked: it is driven and looked into by its tests. */
export function refusalOf({ argv, env, platform, release, hasSwitch }: StartFacts): Refusal | null {
  if (env['ELECTRON_RUN_AS_NODE']) return 'other-program'
  if (inspecting.some(hasSwitch) || argv.some((argument) => inspectingNode.test(argument))) return 'inspected'
  if (unsandboxing.some(hasSwitch)) return 'unsandboxed'
  if (weakening.some(hasSwitch)) return 'weakened'
  const oldest = oldestRelease[platform]
  return oldest !== undefined && Number.parseInt(release, 10) < oldest ? 'system-too-old' : null
}

/** Why a start failed, when a part of the program could not be loaded; null for another failure. */
export function refusalOfFailure(thrown: unknown): Refusal | null {
  if (!(thrown instanceof Error && 'code' in thrown)) return null
  switch (thrown.code) {
    case 'MODULE_NOT_FOUND':
    case 'ERR_MODULE_NOT_FOUND':
      return 'damaged'
    case 'ERR_DLOPEN_FAILED':
      return refusalOfLoader(thrown.message)
    default:
      return null
  }
}

/** The sentences of glibc's loader (dl-version.c, dl-load.c). Those of other systems don't tell damage from what the system lacks. */
function refusalOfLoader(sentence: string): Refusal {
  if (/version `GLIBC(XX)?_[\d.]+' not found/.test(sentence)) return 'system-too-old'
  return /invalid ELF header|file too short/.test(sentence) ? 'damaged' : 'unloadable'
}

/** What the person is told where there is no window to tell it: what happened, and what to do next. */
export const refusalText: Record<Refusal, string> = {
  inspected:
    'It was started in a way that lets another program look into it and steer it. Mooring holds access to bank data, so it does not run like that.\n\nStart it without --inspect and --remote-debugging.',
  'other-program':
    'ELECTRON_RUN_AS_NODE is set, which asks to run another program in Mooring’s name.\n\nStart it without that variable. A terminal inside an editor may have set it: open Mooring from the system’s menu.',
  unsandboxed:
    'It was started without the sandbox that keeps its window apart from the rest of the computer.\n\nStart it without --no-sandbox. An AppImage adds that by itself where the system does not allow user namespaces: install the deb or rpm package there, or have them allowed.',
  weakened:
    'It was started with a switch that weakens its protection.\n\nStart it without any arguments, from the system’s menu.',
  'system-too-old':
    'This system is too old for it.\n\nMooring needs macOS 13, Windows 10, Linux with glibc 2.34 (Debian 12, Ubuntu 22.04, RHEL 9), or a newer one.',
  unloadable:
    'This system could not load a part of it. Your data were not touched.\n\nInstall Mooring again. On Linux install its deb or rpm package, which brings the libraries that it needs.',
  unwritable:
    'It can’t write to its own folder among the system’s application data.\n\nCheck that the folder is yours, is not read-only, and that the disk is not full.',
  damaged:
    'Its own files are damaged or incomplete. Your data were not touched.\n\nInstall Mooring again from where you got it.',
}
