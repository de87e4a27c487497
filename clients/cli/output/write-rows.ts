import type { Answer } from '../connect/http.ts'
import { exits, printable } from '../failure.ts'
import { exitCodeOf } from '../connect/request.ts'
import { localErrorKinds } from '../../../shared/local-protocol.ts'
import type { Options } from '../options.ts'
import type { Output } from './output.ts'
import { readParts, type End, type Missing } from './read-lines.ts'
import { rowText } from './row-text.ts'

/**
 * Writes an answer with rows as it comes, so that memory does not grow with it.
 *
 * @param noun what JSON calls the list of rows
 * @param shown the columns that a table shows
 * @returns the exit code
 * @throws CommandError the failure in the middle of an answer; what came before it was written
 */
export async function writeRows(
  output: Output,
  { format }: Pick<Options, 'format'>,
  answer: Answer,
  { noun, shown }: { noun: string; shown: readonly string[] },
): Promise<number> {
  const text = rowText(format, noun, { shown, shownWidth: output.columns, hasColours: output.hasColours })
  let end: End | null = null
  for await (const part of readParts(answer)) {
    if ('head' in part) await write(output, text.begin(part.head))
    else if ('rows' in part) await write(output, text.rows(part.rows))
    else if ('end' in part) {
      end = part.end
      await write(output, text.end(part.end))
    } else {
      await write(output, text.failed(part.failure))
      part.failure.isWritten = true
      throw part.failure
    }
  }
  return end === null ? exits.failed : sayMissing(output, end)
}

async function write(output: Output, text: string): Promise<void> {
  if (text !== '') await output.write(text)
}

/** @returns the exit code of an answer that may lack something */
function sayMissing(output: Output, { rows, isPartial, missing, none = [] }: End): number {
  for (const one of none) output.say(`None: ${unreadText(one)}`)
  for (const one of missing) output.say(`Missing: ${unreadText(one)}`)
  if (isPartial && missing.length === 0) output.say('The institution returned only a part of the data.')
  if (!isPartial && missing.length === 0) return 0
  // Nothing but failures is a failure, with its own exit code.
  const [first] = missing
  if (rows > 0 || first === undefined) return exits.partial
  return exitCodeOf(localErrorKinds.find((kind) => kind === first.error.kind))
}

function unreadText({ connectionId, accountId, error }: Missing): string {
  const account = accountId === undefined ? '' : `, account ${printable(accountId)}`
  return `connection ${connectionId}${account}: ${printable(error.message)}`
}
