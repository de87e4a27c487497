import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commands, commonFlags, shells } from '../../../clients/cli/reference/commands.ts'
import { completionScript } from '../../../clients/cli/reference/completion/completion.ts'
import { commandHelp, helpText } from '../../../clients/cli/reference/help.ts'
import { writtenManualPage } from '../../../scripts/manual-page.ts'
import { root } from '../../../scripts/run.ts'
import { limits } from '../../support/limits.ts'

const has = (program: string) => spawnSync('which', [program]).status === 0

test('help names every command, every common flag and every exit code, in lines that fit', () => {
  const help = helpText()
  for (const { name } of commands) expect(help).toContain(`\n  ${name} `)
  for (const { name } of commonFlags) expect(help).toContain(name)
  for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 130]) expect(help).toMatch(new RegExp(`^ {2}${code} `, 'm'))
  expect(help.split('\n').filter((line) => line.length > 100)).toEqual([])
})

test('help of a command names its flags', () => {
  for (const command of commands)
    for (const { name } of command.flags) expect(commandHelp(command)).toContain(name)
})

test('the manual page in the packages is made from the table of commands (node scripts/manual-page.ts writes it)', () => {
  expect(readFileSync(join(root, 'build/linux/mooring.1'), 'utf8')).toBe(writtenManualPage())
})

test.skipIf(!has('mandoc'))(
  'mandoc finds no fault with the manual page, and shows each command (needs mandoc)',
  () => {
    const lint = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], {
      input: writtenManualPage(),
      encoding: 'utf8',
    })
    expect(lint.stdout + lint.stderr).toBe('')
    const shown = spawnSync('mandoc', ['-T', 'utf8', '-O', 'width=200'], {
      input: writtenManualPage(),
      encoding: 'utf8',
    })
    // eslint-disable-next-line no-control-regex
    const text = shown.stdout.replaceAll(/.\u0008/g, '')
    for (const { name, flags } of commands) {
      expect(text).toMatch(new RegExp(`^ +${name}( |$)`, 'm'))
      for (const flag of flags) expect(text).toContain(flag.name)
    }
  },
)

test('a completion script is there for each shell, and names each command', () => {
  for (const shell of shells) {
    const script = completionScript(shell)
    expect(commands.filter(({ name }) => !script.includes(name))).toEqual([])
  }
})

const complete = (program: string, option: string, script: string) => {
  const { stdout, stderr } = spawnSync(program, [option, '-c', script], {
    encoding: 'utf8',
    timeout: limits.waitMs,
  })
  return {
    words: stdout
      .split('\n')
      .map((line) => line.split('\t')[0] ?? '')
      .filter((line) => line !== ''),
    stderr,
  }
}

const lines: [line: string, words: string[]][] = [
  ['mooring sta', ['status']],
  ['mooring completion f', ['fish']],
  ['mooring transactions --un', ['--until']],
  ['mooring --data /tmp trans', ['transactions']],
  ['mooring clients re', ['remove']],
  ['mooring token --min', ['--min-ttl']],
  ['mooring help hold', ['holdings']],
]

test.skipIf(!has('bash')).each(lines)('bash completes “%s” (needs bash)', (line, words) => {
  const script = `${completionScript('bash')}
COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _mooring; printf '%s\\n' "\${COMPREPLY[@]}"`
  expect(complete('bash', '--norc', script)).toEqual({ words, stderr: '' })
})

test.skipIf(!has('fish')).each(lines)('fish completes “%s” (needs fish)', (line, words) => {
  expect(complete('fish', '--no-config', `${completionScript('fish')}\ncomplete -C '${line}'`)).toEqual({
    words,
    stderr: '',
  })
})

test.skipIf(!has('zsh') || !has('script')).each(lines)(
  'zsh completes “%s” (needs zsh and script)',
  (line, [word = '']) => {
    const folder = mkdtempSync(join(tmpdir(), 'mooring-zsh-'))
    writeFileSync(join(folder, 'completion'), completionScript('zsh'))
    // Typed into a shell on a terminal: the line, Tab, and then what has the shell show the line.
    const keys = [
      'PS1=; bindkey -e; autoload -Uz compinit; compinit -u -D; . ./completion',
      `${line}\t\u0001print -r -- SHO""WN: \u0005 :END`,
      'exit',
      '',
    ].join('\n')
    const { stdout } = spawnSync('script', ['-qec', 'zsh -f -i', '/dev/null'], {
      input: keys,
      encoding: 'utf8',
      cwd: folder,
      timeout: limits.waitMs,
    })
    rmSync(folder, { recursive: true })
    const start = line.slice(0, line.lastIndexOf(' ') + 1)
    expect(stdout).toContain(`SHOWN: ${start}${word} :END`)
  },
)
