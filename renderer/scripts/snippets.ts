/** What the examples name: the command as a terminal finds it, and one of the user's connections. */
export interface SnippetFacts {
  command: string
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
  cron: ({ command, connection }) =>
    `0 7 * * 1-5  ${quoted(command)} transactions ${quoted(connection)} --since 7d --csv --as nightly > ~/transactions.csv`,
  python: ({ connection }) =>
    [
      'import mooring',
      `rows = mooring.transactions(${JSON.stringify(connection)}, since="30d")`,
      'df = mooring.to_pandas(rows)',
    ].join('\n'),
  r: ({ command, connection }) =>
    [
      `command <- ${JSON.stringify(`${quoted(command)} transactions ${quoted(connection)} --since 30d --csv`)}`,
      'transactions <- read.csv(pipe(command))',
    ].join('\n'),
  mcp: ({ command }) =>
    [
      '{',
      '  "mcpServers": {',
      `    "mooring": { "command": ${JSON.stringify(command)}, "args": ["mcp", "--as", "assistant"] }`,
      '  }',
      '}',
    ].join('\n'),
}

/** As a shell reads it: a name of letters as it is, everything else in quotes. */
function quoted(word: string): string {
  return /^[\w./~@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
