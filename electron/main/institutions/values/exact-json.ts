/**
 * Parses JSON without losing digits: a number with more of them than a double holds, such as an id of twenty digits, becomes the text
 * that was sent.
 *
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  // Most answers have no such number, and a reviver makes parsing several times as slow.
  return longNumber.test(text) ? JSON.parse(text, asSent) : JSON.parse(text)
}

const longNumber = /\d[\d.]{15}/
const mostExactDigits = 15

function asSent(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return source.replaceAll(/\D/g, '').length > mostExactDigits ? source : value
}
