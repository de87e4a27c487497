import { CommandError } from './failure.ts'
import { commands, commonFlags, findCommand, type Command, type Flag } from './reference/commands.ts'

/** A command line, taken apart by the table of commands. */
export interface Parsed {
  command: Command
  operands: string[]
  /** The values of each flag that was given, by its long name; an empty text where it has none. */
  flags: ReadonlyMap<string, string[]>
  /** The program after `--`, and its arguments. */
  program: string[]
}

/**
 * @param args without Node and the file
 * @throws CommandError `wrong_use`
 */
export function parse(args: readonly string[]): Parsed {
  const rest = [...args]
  const flags = new Map<string, string[]>()
  const words: string[] = []
  const program: string[] = []
  let command: Command | undefined
  while (rest.length > 0) {
    const word = rest.shift() ?? ''
    if (word === '--') {
      takeRest(rest, command, words, program)
      break
    }
    if (isFlag(word)) takeFlag(word, rest, command, flags)
    else if (command === undefined) command = requireCommand(word)
    else words.push(word)
  }
  command ??= commandOfFlags(flags)
  if (!flags.has('--help')) checkOperands(command, words, program)
  refuseBoth(flags, ['--wait', '--no-wait'])
  refuseBoth(flags, ['--start', '--no-start'])
  refuseBoth(flags, ['--json', '--jsonl', '--csv', '--table'])
  return { command, operands: words, flags, program }
}

/** A hyphen alone is an operand. */
function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-'
}

/** What follows `--`: operands, whatever they look like, and for `exec` the program. A second `--` of `exec` begins the program. */
function takeRest(rest: string[], command: Command | undefined, words: string[], program: string[]): void {
  const needsOperands = command?.takesProgram && words.length < command.least
  const second = needsOperands ? rest.indexOf('--') : -1
  if (command?.takesProgram && !needsOperands) program.push(...rest)
  else if (second >= 0) {
    words.push(...rest.slice(0, second))
    program.push(...rest.slice(second + 1))
  } else words.push(...rest)
}

function takeFlag(
  word: string,
  rest: string[],
  command: Command | undefined,
  flags: Map<string, string[]>,
): void {
  const [given, inline] = splitFlag(word)
  const known = [...(command?.flags ?? []), ...commonFlags]
  const flag = known.find(({ name, short }) => name === given || short === given)
  if (!flag) throw unknownFlag(given, command, known)
  const earlier = flags.get(flag.name)
  if (earlier && flag.value !== undefined && !flag.isRepeated) throw wrongUse(`${flag.name} is given twice.`)
  flags.set(flag.name, [...(earlier ?? []), valueOf(flag, inline, rest)])
}

/** `--flag=value` and `-Hvalue`. */
function splitFlag(word: string): [name: string, value: string | undefined] {
  if (!word.startsWith('--')) return word.length > 2 ? [word.slice(0, 2), word.slice(2)] : [word, undefined]
  const equals = word.indexOf('=')
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)]
}

function valueOf(flag: Flag, inline: string | undefined, rest: string[]): string {
  if (flag.value === undefined) {
    if (inline !== undefined) throw wrongUse(`${flag.name} takes no value.`)
    return ''
  }
  if (inline !== undefined || flag.isValueOptional) return inline ?? ''
  const next = rest.shift()
  if (next === undefined) throw wrongUse(`${flag.name} needs a value: ${flag.name} ${flag.value}.`)
  return next
}

function requireCommand(word: string): Command {
  const command = findCommand(word)
  if (command) return command
  const near = nearest(
    word,
    commands.map(({ name }) => name),
  )
  throw wrongUse(`There is no command “${word}”.${near === null ? '' : ` Is “${near}” meant?`}`)
}

/** Without a command only these two mean something. */
function commandOfFlags(flags: ReadonlyMap<string, string[]>): Command {
  const help = findCommand('help')
  if (help && (flags.has('--help') || flags.has('--version'))) return help
  throw wrongUse('A command is missing.')
}

function checkOperands(command: Command, words: readonly string[], program: readonly string[]): void {
  const { name, operands, least, most } = command
  const usage = `Usage: mooring ${name}${operands === '' ? '' : ` ${operands}`}`
  if (words.includes('')) throw wrongUse(`An empty word names nothing. ${usage}`)
  if (words.length < least) throw wrongUse(`Something is missing. ${usage}`)
  if (words.length > most) throw wrongUse(`There is too much. ${usage}`)
  if (command.takesProgram && program.length === 0) throw wrongUse(`The program to run is missing. ${usage}`)
  if (command.words && !command.words.includes(words[0] ?? ''))
    throw wrongUse(`“${words[0]}” is none of ${command.words.join(', ')}. ${usage}`)
}

function refuseBoth(flags: ReadonlyMap<string, string[]>, names: readonly string[]): void {
  const given = names.filter((name) => flags.has(name))
  if (given.length > 1) throw wrongUse(`${given.join(' and ')} exclude each other.`)
}

function unknownFlag(given: string, command: Command | undefined, known: readonly Flag[]): CommandError {
  const near = nearest(
    given,
    known.map(({ name }) => name),
  )
  const where = command ? ` of ${command.name}` : ''
  const hint = near === null ? 'A connection that looks like a flag comes after “--”.' : `Is ${near} meant?`
  return wrongUse(`There is no flag ${given}${where}. ${hint}`)
}

function wrongUse(message: string): CommandError {
  return new CommandError('wrong_use', 2, message)
}

/** The name that differs in at most two letters; null for none. */
function nearest(word: string, names: readonly string[]): string | null {
  const [best] = names
    .map((name) => ({ name, distance: distanceOf(word, name) }))
    .filter(({ distance }) => distance <= 2)
    .toSorted((a, b) => a.distance - b.distance)
  return best?.name ?? null
}

/** How many letters have to be added, removed or replaced. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (let j = 0; j < other.length; j++) {
      const replaced = (row[j] ?? 0) + (other[j] === letter ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
