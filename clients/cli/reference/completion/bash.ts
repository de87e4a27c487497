import { commands, commonFlags, type Command, type Flag } from '../commands.ts'

export function bashCompletion(): string {
  const valued = commonFlags.filter(takesNextWord).flatMap(namesOf)
  return `# Completion of mooring for bash: source <(mooring completion bash)
_mooring() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' words='' index
  local IFS=$' \\t\\n'
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      --) [[ $command == exec ]] && COMPREPLY=($(IFS=$'\\n'; compgen -c -- "$current")); return ;;
      ${valued.join('|')}) ((index++)) ;;
      -*) ;;
      *) [[ -z $command ]] && command="\${COMP_WORDS[index]}" ;;
    esac
  done
  case "$command $previous" in
${commonFlags
  .filter(takesNextWord)
  .map((flag) => valueCase('*', flag))
  .join('\n')}
${commands.flatMap(({ name, flags }) => flags.filter(takesNextWord).map((flag) => valueCase(name, flag))).join('\n')}
  esac
  case "$command" in
    '') words='${commands.map(({ name }) => name).join(' ')}' ;;
${commands.map(wordsCase).join('\n')}
  esac
  [[ $current == -* || $command ]] && words+=' ${commonFlags.flatMap(namesOf).join(' ')}'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _mooring mooring
`
}

function takesNextWord({ value, isValueOptional }: Flag): boolean {
  return value !== undefined && !isValueOptional
}

function namesOf({ name, short }: Flag): string[] {
  return short === undefined ? [name] : [short, name]
}

function valueCase(command: string, flag: Flag): string {
  const pattern = namesOf(flag)
    .map((name) => (command === '*' ? `*' ${name}'` : `'${command} ${name}'`))
    .join('|')
  const kinds = { file: '-f', folder: '-d' } as const
  const action = flag.completes
    ? `COMPREPLY=($(IFS=$'\\n'; compgen ${kinds[flag.completes]} -- "$current"));`
    : ''
  return `    ${pattern}) ${action} return ;;`
}

function wordsCase({ name, words = [], flags }: Command): string {
  const own = name === 'help' ? commands.map((command) => command.name) : words
  return `    ${name}) words='${[...own, ...flags.flatMap(namesOf)].join(' ')}' ;;`
}
