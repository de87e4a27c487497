/** Longer than a start takes on any working machine. */
const limitMs = 15_000

/**
 * Checks that the app can start, and exits: `--smoke`. Uses a temporary data folder and a keychain in memory, so that it does not touch
 * the user's data.
 *
 * @param parts checks, each of which passes if it returns true in time
 * @returns a line to print, and whether all passed
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
