import type { Answer } from '../connect/http.ts'
import { closed, failureIn } from '../connect/request.ts'
import type { CommandError } from '../failure.ts'
import type { Column } from './columns.ts'

/** The first line of an answer with rows. */
export interface Head {
  schema: string
  columns: Column[]
}

/** What could not be read of a connection. */
export interface Missing {
  connectionId: string
  accountId?: string
  error: { code: string; message: string; kind: string; retryAtMs?: number }
}

/** The last line. */
export interface End {
  rows: number
  isPartial: boolean
  missing: Missing[]
  /** Accounts that have no such data to read: nothing is missing. Absent if there are none. */
  none?: Missing[]
}

export type Part =
  | { head: Head }
  /** One JSON object each, as it came. */
  | { rows: string[] }
  | { end: End }
  | { failure: CommandError }

/** Reads an answer with rows part by part: the head, rows, and last its end or its failure. A cut answer is a failure too. */
export async function* readParts({ body }: Answer): AsyncGenerator<Part> {
  let hasHead = false
  let hasEnded = false
  for await (const lines of linesOf(body)) {
    if (!hasHead) {
      const head = parsed(lines.shift() ?? '') as Head | null
      if (head === null || !Array.isArray(head.columns)) break
      hasHead = true
      yield { head }
    }
    const last = lastOf(lines.at(-1) ?? '')
    if (last) lines.pop()
    if (lines.length > 0) yield { rows: lines }
    if (last) {
      hasEnded = true
      yield last
      break
    }
  }
  if (!hasEnded) yield { failure: closed() }
}

/** Whole lines, as many as came together. The last line needs its line feed too. */
async function* linesOf(body: Answer['body']): AsyncGenerator<string[]> {
  // A chunk may end in the middle of a character.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  try {
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (lines.length > 0) yield lines
    }
  } catch {
    // The caller sees that no end came.
  }
}

/** A row has the names of the columns, of which none is first and called `end` or `error`. */
function lastOf(line: string): { end: End } | { failure: CommandError } | null {
  if (line.startsWith('{"end":')) {
    const found = parsed(line) as { end?: End } | null
    return found?.end ? { end: found.end } : { failure: closed() }
  }
  return line.startsWith('{"error":') ? { failure: failureIn(line) } : null
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
