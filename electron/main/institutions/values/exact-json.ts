/**
 * Parses JSON without losing digits: a number that exceeds a double's precision, such as an id of twenty digits, becomes the original
 * text.
 *
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  // Most responses have no such number, and a reviver makes parsing several times slower.
  return longNumber.test(text) ? JSON.parse(text, asSent) : JSON.parse(text)
}

const longNumber = /\d[\d.]{15}/
const mostExactDigits = 15

function asSent(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return source.replaceAll(/\D/g, '').length > mostExactDigits ? source : value
}
