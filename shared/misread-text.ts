/**
 * Whether a spreadsheet makes a formula, a number, a date, a truth value or an error of a text, so that the text is lost when the file is
 * saved again: Excel does so in every column (`MAR1` becomes 1 March, `1/2` a date, `10%` 0.1). Not for a number that keeps all its digits.
 * English names of months only.
 */
export function isMisread(text: string): boolean {
  if (formula.test(text)) return true
  const trimmed = text.trim()
  return !exactNumber.test(trimmed) && others.some((pattern) => pattern.test(trimmed))
}

/** Also with a leading mark of our own, so that removing one `'` always gives the text. */
const formula = /^\s*['=+\-@＝＋－＠]/

/** As many digits as Excel keeps, without zeros that it would remove. */
const exactNumber = /^(?=(?:\.?\d){1,15}$)(0|[1-9]\d*)(\.\d*[1-9])?$/

const month =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const weekday = '(?:mon|tue|wednes|thurs|fri|satur|sun|wed|thu|sat)(?:day)?|tuesday'
const half = String.raw`(?<=\d\s?)[ap]m?(?!\p{L})`

const others = [
  // Numbers, dates in digits, times, fractions, percentages and amounts of money.
  /^[\p{Nd}\s.,:/\-+()%\p{Sc}]*\p{Nd}[\p{Nd}\s.,:/\-+()%\p{Sc}]*$/u,
  /^\d[\d.,]*e[+-]?\d+%?$/i,
  // Dates and times with words in them, and a digit.
  new RegExp(`^(?=.*\\d)(?:${month}|${weekday}|${half}|[\\d\\s.,:/\\-])+$`, 'iu'),
  /^(true|false|nan|inf|infinity)$/i,
  /^#(n\/a|ref!|value!|name\?|null!|num!|div\/0!)$/i,
]
