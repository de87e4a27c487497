import { commands, commonFlags, type Command, type Flag } from './commands.ts'
import * as topics from './topics.ts'

const width = 100

export function helpText(): string {
  return [
    `mooring: ${topics.purpose}`,
    '',
    'Usage: mooring COMMAND [CONNECTION...] [FLAGS]',
    '',
    section(
      'Commands',
      commands.map(({ name, text }) => [name, `${text}.`]),
    ),
    section('Flags of every command', commonFlags.map(flagLine)),
    section(
      'Exit codes',
      topics.exits.map(([code, text]) => [String(code), `${text}.`]),
    ),
    section(
      'Variables',
      topics.variables.map(([name, text]) => [name, `${text}.`]),
    ),
    section(
      'Data folder',
      topics.folders.map(([system, folder]) => [system, folder]),
    ),
    filled(topics.checkoutText),
    '',
    filled(topics.connectionText),
    '',
    filled(topics.consentText),
    '',
    filled(topics.limitText),
    '',
    'Details of a command: mooring help COMMAND',
    '',
  ].join('\n')
}

export function commandHelp(command: Command): string {
  const needs =
    command.needs === null
      ? 'Needs nothing that the user has to allow.'
      : `Needs what the user allows as “${command.needs}”.`
  return [
    `Usage: ${usageOf(command)}`,
    '',
    filled(
      [command.text, ...command.details.map(withoutStop), withoutStop(needs)]
        .map((text) => `${text}.`)
        .join(' '),
    ),
    '',
    ...(command.flags.length > 0 ? [section('Flags', command.flags.map(flagLine))] : []),
    'Flags of every command: mooring help',
    '',
  ].join('\n')
}

function usageOf({ name, operands, flags }: Command): string {
  return ['mooring', name, operands, flags.length > 0 ? '[FLAGS]' : '']
    .filter((part) => part !== '')
    .join(' ')
}

/** `-H, --header NAME:VALUE`. */
export function flagNames({ name, short, value, isValueOptional }: Flag): string {
  const named = value === undefined ? name : isValueOptional ? `${name}[=${value}]` : `${name} ${value}`
  return short === undefined ? named : `${short}, ${named}`
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '')
}

function flagLine(flag: Flag): [string, string] {
  return [flagNames(flag), `${flag.text}.`]
}

function section(title: string, lines: readonly (readonly [string, string])[]): string {
  const first = Math.max(...lines.map(([name]) => name.length)) + 4
  const rows = lines.map(([name, text]) => {
    const [start = '', ...more] = filled(text, width - first).split('\n')
    return [`  ${name}`.padEnd(first) + start, ...more.map((line) => ' '.repeat(first) + line)].join('\n')
  })
  return `${title}:\n${rows.join('\n')}\n`
}

/** Lines of at most so many characters. */
function filled(text: string, length = width): string {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + 1 + word.length > length) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines.join('\n')
}
