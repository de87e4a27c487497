/** What is packaged: the three systems, each for both kinds of processor. */
export const systems = ['linux', 'win32', 'darwin'] as const
export type System = (typeof systems)[number]

export const processors = ['x64', 'arm64'] as const
export type Processor = (typeof processors)[number]

export interface Target {
  system: System
  processor: Processor
}

export const targets: Target[] = systems.flatMap((system) =>
  processors.map((processor) => ({ system, processor })),
)

/** `linux-x64`: as Node names it, and the native modules their binaries. */
export function nameOf({ system, processor }: Target): string {
  return `${system}-${processor}`
}

/** Whether two packages are for one processor, by their names: one for Arm says `arm64`. */
export function areForOneProcessor(name: string, other: string): boolean {
  return name.includes('arm64') === other.includes('arm64')
}
