/** Longer than any start takes on a machine that works. */
const limitMs = 15_000

/**
 * A start that proves itself and ends: `--smoke`. It has a data folder of its own that goes with it, and a keychain in memory, so
 * that what the person has is not touched.
 *
 * @param parts each is good when it answers true in time
 * @returns a line for whoever started it, and whether all are good
 */
export async function smoke(
  parts: Record<string, Promise<boolean>>,
): Promise<{ line: string; isGood: boolean }> {
  const late = AbortSignal.timeout(limitMs)
  const isLate = new Promise<false>((resolve) => late.addEventListener('abort', () => resolve(false)))
  const seen = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => [name, await Promise.race([part, isLate])] as const),
  )
  const isGood = seen.every(([, is]) => is)
  const words = seen.map(([name, is]) => `${name} ${is ? 'good' : 'failed'}`).join(', ')
  return { line: `Mooring smoke start: ${words}\n`, isGood }
}
