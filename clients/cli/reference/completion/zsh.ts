import { commands, commonFlags, type Command, type Flag } from '../commands.ts'

export function zshCompletion(): string {
  return `#compdef mooring
# Completion of mooring for zsh: source <(mooring completion zsh), after compinit
_mooring() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands common
  commands=(
${commands.map(({ name, text }) => `    ${quoted(`${name}:${text.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  common=(
${commonFlags.map((flag) => `    ${spec(flag)}`).join('\n')}
  )
  _arguments -C -A '-*' $common '1: :->command' '*:: :->operands'
  case $state in
    command) _describe -t commands command commands ;;
    operands)
      case $words[1] in
${commands.map(operandsCase).join('\n')}
      esac
      ;;
  esac
}
if [[ $funcstack[1] == _mooring ]]; then _mooring "$@"; else compdef _mooring mooring; fi
`
}

function operandsCase({ name, flags, words, takesProgram, most }: Command): string {
  const values = name === 'help' ? commands.map((command) => command.name) : words
  const operands = takesProgram
    ? `'1: :( )' '*::program:_normal'`
    : values
      ? quoted(`1: :(${values.join(' ')})`)
      : most > 0
        ? `'*: :( )'`
        : ''
  return `        ${name}) _arguments $common ${[...flags.map(spec), operands].join(' ')} ;;`
}

function spec({ name, short, value, isValueOptional, isRepeated, completes, text }: Flag): string {
  const action = { file: '_files', folder: '_directories' }
  const description = text.replaceAll(/[[\]:\\]/g, '\\$&')
  const rest =
    value === undefined
      ? `[${description}]`
      : `[${description}]${isValueOptional ? '::' : ':'}${value.replaceAll(':', '\\:')}:${completes ? action[completes] : ''}`
  const long = value === undefined ? name : isValueOptional ? `${name}=-` : `${name}=`
  const repeat = isRepeated ? '*' : ''
  if (short === undefined) return quoted(`${repeat}${long}${rest}`)
  const both = value === undefined ? short : `${short}+`
  const others = isRepeated ? '*' : `(${short} ${name})`
  return `${quoted(others)}{${both},${long}}${quoted(rest)}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
