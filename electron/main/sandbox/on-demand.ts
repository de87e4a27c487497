import { AppError } from '../core/errors.ts'
import type { Mikomo, MikomoOptions } from './mikomo.ts'

export interface SandboxHost {
  /** Starts the built-in institution at the first call. @throws AppError `sandbox_unavailable` */
  open(): Promise<Mikomo>
  close(): Promise<void>
}

export function openSandboxOnDemand(
  folder: string,
  options: Pick<MikomoOptions, 'now' | 'seed'> = {},
): SandboxHost {
  let running: Promise<Mikomo> | null = null

  async function start(): Promise<Mikomo> {
    try {
      const { startMikomo } = await import('./mikomo.ts')
      return await startMikomo({ ...options, folder })
    } catch (thrown) {
      running = null
      throw new AppError('sandbox_unavailable', {}, { cause: thrown })
    }
  }

  return {
    open: () => (running ??= start()),
    close: async () => {
      if (running) await (await running).close()
    },
  }
}
