import { commands, commonFlags, type Flag } from '../commands.ts'

export function fishCompletion(): string {
  const names = commands.map(({ name }) => name).join(' ')
  return [
    '# Completion of mooring for fish: mooring completion fish | source',
    'complete -c mooring -f',
    ...commands.map(
      ({ name, text }) =>
        `complete -c mooring -n "not __fish_seen_subcommand_from ${names}" -a ${name} -d ${quoted(text)}`,
    ),
    ...commonFlags.map((flag) => flagLine('', flag)),
    ...commands.flatMap(({ name, flags, words = [] }) => [
      ...flags.map((flag) => flagLine(` -n "__fish_seen_subcommand_from ${name}"`, flag)),
      ...(words.length === 0
        ? []
        : [`complete -c mooring -n "__fish_seen_subcommand_from ${name}" -a ${quoted(words.join(' '))}`]),
    ]),
    `complete -c mooring -n "__fish_seen_subcommand_from help" -a ${quoted(names)}`,
    '',
  ].join('\n')
}

function flagLine(when: string, { name, short, value, isValueOptional, completes, text }: Flag): string {
  const kinds = { file: ' -F', folder: " -a '(__fish_complete_directories)'" } as const
  return [
    `complete -c mooring${when} -l ${name.slice(2)}`,
    short === undefined ? '' : ` -s ${short.slice(1)}`,
    value === undefined || isValueOptional ? '' : ' -r',
    completes ? kinds[completes] : '',
    ` -d ${quoted(text)}`,
  ].join('')
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`
}
