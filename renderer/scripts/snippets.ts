/** What the examples name: the command, and one of the user's connections. */
export interface SnippetFacts {
  /** As a terminal finds it. */
  command: string
  /** As programs find it that look nowhere else: its link in the user's folder, else its file. */
  path: string
  /** The command's own file. */
  file: string
  connection: string
}

export const snippetKeys = ['shell', 'cron', 'python', 'r', 'mcp'] as const
export type SnippetKey = (typeof snippetKeys)[number]

/** Examples that work as they are. docs/scripts.md explains them. */
export const snippets: Record<SnippetKey, (facts: SnippetFacts) => string> = {
  shell: ({ command, connection }) =>
    [
      `${quoted(command)} list`,
      `${quoted(command)} transactions ${quoted(connection)} --since 30d --csv > transactions.csv`,
      `${quoted(command)} exec ${quoted(connection)} -- ./read.sh`,
    ].join('\n'),
  cron: ({ path, connection }) =>
    `0 7 * * 1-5  cd ~/reports && ${quoted(path)} transactions ${quoted(connection)} --since 7d --csv > week.csv || rm week.csv`,
  python: ({ connection }) =>
    [
      'import mooring',
      `rows = mooring.transactions(${JSON.stringify(connection)}, since="30d", wait=60)`,
      'frame = rows.to_pandas()',
    ].join('\n'),
  // R gives the exit code, without which a part passes for the whole, only of a program that writes into a file.
  r: ({ command, file, connection }) =>
    [
      `args <- c("transactions", ${quotedInR(connection, file)}, "--since", "30d", "--csv", "--wait")`,
      `exit <- system2(${JSON.stringify(command)}, args, stdout = "transactions.csv")`,
      'if (exit != 0) stop("not complete: exit code ", exit)',
      'transactions <- read.csv("transactions.csv", fileEncoding = "UTF-8-BOM")',
    ].join('\n'),
  mcp: ({ file }) => {
    // Tools start no .cmd file.
    const isWindows = file.endsWith('.cmd')
    const args = [...(isWindows ? [file.replace(/cmd$/, 'mjs')] : []), 'mcp', '--as', 'assistant']
    return [
      '{',
      '  "mcpServers": {',
      '    "mooring": {',
      `      "command": ${JSON.stringify(isWindows ? 'node' : file)},`,
      `      "args": ${JSON.stringify(args).replaceAll('","', '", "')}`,
      '    }',
      '  }',
      '}',
    ].join('\n')
  },
}

/** What R hands to the system's shell, which differs on Windows. */
function quotedInR(word: string, file: string): string {
  if (isPlain(word)) return JSON.stringify(word)
  return `shQuote(${JSON.stringify(word)}${file.endsWith('.cmd') ? ', "cmd"' : ''})`
}

/** As a shell reads it: a name of letters as it is, everything else in quotes. */
function quoted(word: string): string {
  return isPlain(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function isPlain(word: string): boolean {
  return /^[\w./~@:+-]+$/.test(word)
}
