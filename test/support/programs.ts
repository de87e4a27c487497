import { readdirSync, readFileSync } from 'node:fs'

export interface Program {
  pid: number
  words: string
  residentBytes: number
  /** Milliseconds UTC, to a hundredth of a second. */
  begunMs: number
}

/** All that a process has started; empty where the system has no list. */
export function programsBelow(pid: number): Program[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    )
    return children.flatMap((child) => [
      {
        pid: Number(child),
        words: readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' '),
        residentBytes: residentBytes(child),
        begunMs: begunMs(readFileSync(`/proc/${child}/stat`, 'utf8')),
      },
      ...programsBelow(Number(child)),
    ])
  } catch {
    // It has ended meanwhile, or this is no Linux.
    return []
  }
}

/** The processes of pages. */
export function pagesBelow(pid: number): Program[] {
  return programsBelow(pid).filter(({ words }) => words.includes('--type=renderer'))
}

/** What a process holds, with what it shares divided among those that share it; 0 where it has ended. */
export function proportionalBytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024
  } catch {
    // It has ended meanwhile.
    return 0
  }
}

function residentBytes(pid: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}

/** The 22nd field: hundredths of a second since the computer started; the second may have spaces in its brackets. */
function begunMs(stat: string): number {
  const hundredths = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  const upSeconds = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
  return Date.now() - upSeconds * 1000 + hundredths * 10
}
