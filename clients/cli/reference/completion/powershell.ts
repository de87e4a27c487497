import { commands, commonFlags, type Flag } from '../commands.ts'

export function powershellCompletion(): string {
  return `# Completion of mooring for PowerShell: mooring completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName mooring -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${commands.map(({ name, text }) => `    ${quoted(name)} = ${quoted(text)}`).join('\n')}
  }
  $common = [ordered]@{
${entries(commonFlags, '    ')}
  }
  $flags = @{
${commands.map(({ name, flags }) => `    ${quoted(name)} = [ordered]@{\n${entries(flags, '      ')}\n    }`).join('\n')}
  }
  $words = @{
${commands
  .filter(({ words }) => words)
  .map(({ name, words = [] }) => `    ${quoted(name)} = @(${words.map(quoted).join(', ')})`)
  .join('\n')}
    'help' = @($commands.Keys)
  }
  $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $command = $before | Select-Object -Skip 1 | Where-Object { $commands.Contains($_) } | Select-Object -First 1
  $offered = [ordered]@{}
  if ($null -eq $command) { foreach ($name in $commands.Keys) { $offered[$name] = $commands[$name] } }
  else {
    foreach ($name in $flags[$command].Keys) { $offered[$name] = $flags[$command][$name] }
    if ($words.ContainsKey($command)) { foreach ($word in $words[$command]) { $offered[$word] = $word } }
  }
  foreach ($name in $common.Keys) { $offered[$name] = $common[$name] }
  $offered.Keys | Where-Object { $_.StartsWith($wordToComplete) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $offered[$_])
  }
}
`
}

function entries(flags: readonly Flag[], indent: string): string {
  return flags.map(({ name, text }) => `${indent}${quoted(name)} = ${quoted(text)}`).join('\n')
}

/** PowerShell takes curly apostrophes for quotes too. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['’]/g, "''")}'`
}
