/** Longer than a start takes on any working machine. */
const limitMs = 15_000

/** Whether a check passed, or why it could not be made. */
type Result = boolean | Error

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
  const inTime = (part: Promise<boolean>): Promise<Result> =>
    Promise.race([part, isLate]).catch((thrown: unknown) =>
      thrown instanceof Error ? thrown : new Error(String(thrown)),
    )
  const seen = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => [name, await inTime(part)] as const),
  )
  const isGood = seen.every(([, result]) => result === true)
  const words = seen.map(([name, result]) => `${name} ${describe(result)}`).join(', ')
  return { line: `Mooring smoke start: ${words}\n`, isGood }
}

function describe(result: Result): string {
  if (result instanceof Error) return `failed (${result.message})`
  return result ? 'good' : 'failed'
}
