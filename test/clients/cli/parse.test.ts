import { describe, expect, test } from 'vitest'
import { CommandError } from '../../../clients/cli/failure.ts'
import { readOptions } from '../../../clients/cli/options.ts'
import { parse } from '../../../clients/cli/parse.ts'
import { commands } from '../../../clients/cli/reference/commands.ts'
import { dayOf } from '../../../clients/cli/times.ts'

const parsed = (line: string) => {
  const { command, operands, flags, program } = parse(line.split(' ').filter((word) => word !== ''))
  return { name: command.name, operands, flags: Object.fromEntries(flags), program }
}

function refusal(work: () => unknown): CommandError {
  try {
    work()
  } catch (thrown) {
    if (thrown instanceof CommandError) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}

test.each([
  ['status', { name: 'status' }],
  ['--json list', { name: 'list', flags: { '--json': [''] } }],
  [
    'list --label=Home --institution Mikomo',
    { name: 'list', flags: { '--label': ['Home'], '--institution': ['Mikomo'] } },
  ],
  [
    'transactions a b --since 30d',
    { name: 'transactions', operands: ['a', 'b'], flags: { '--since': ['30d'] } },
  ],
  [
    'fetch c /accounts -H a:b -Hc:d',
    { name: 'fetch', operands: ['c', '/accounts'], flags: { '--header': ['a:b', 'c:d'] } },
  ],
  ['token c --header', { name: 'token', operands: ['c'], flags: { '--header': [''] } }],
  ['fetch c /x -o -', { name: 'fetch', operands: ['c', '/x'], flags: { '--output': ['-'] } }],
  ['list --wait', { name: 'list', flags: { '--wait': [''] } }],
  ['list --wait=5m', { name: 'list', flags: { '--wait': ['5m'] } }],
  ['show -- --odd', { name: 'show', operands: ['--odd'] }],
  ['exec c -- sh -c x', { name: 'exec', operands: ['c'], program: ['sh', '-c', 'x'] }],
  [
    'exec c --env T -- env -- x',
    { name: 'exec', operands: ['c'], flags: { '--env': ['T'] }, program: ['env', '--', 'x'] },
  ],
  ['exec -- --odd -- env', { name: 'exec', operands: ['--odd'], program: ['env'] }],
  ['--version', { name: 'help', flags: { '--version': [''] } }],
  ['token --help', { name: 'token', flags: { '--help': [''] } }],
])('mooring %s', (line, wanted) => {
  expect(parsed(line)).toEqual({ operands: [], flags: {}, program: [], ...wanted })
})

test.each([
  ['', 'A command is missing.'],
  ['statu', 'Is “status” meant?'],
  ['xyzzy', 'There is no command “xyzzy”.'],
  ['list --jsn', 'Is --json meant?'],
  ['list --since 3d', 'There is no flag --since of list.'],
  ['show -x', 'A connection that looks like a flag comes after “--”.'],
  ['show', 'Something is missing. Usage: mooring show CONNECTION'],
  ['status x', 'There is too much.'],
  ['list --json --csv', '--json and --csv exclude each other.'],
  ['list --wait --no-wait', '--wait and --no-wait exclude each other.'],
  ['list --json=1', '--json takes no value.'],
  ['list --label', '--label needs a value: --label LABEL.'],
  ['list --label a --label b', '--label is given twice.'],
  ['exec c', 'The program to run is missing.'],
  ['exec c -- ', 'The program to run is missing.'],
  ['completion tcsh', '“tcsh” is none of bash, zsh, fish, powershell.'],
  ['clients', 'Something is missing.'],
])('mooring %s is wrong use: %s', (line, message) => {
  const failure = refusal(() => parsed(line))
  expect(failure).toMatchObject({ code: 'wrong_use', exitCode: 2 })
  expect(failure.message).toContain(message)
})

test('an empty word names no connection', () => {
  expect(refusal(() => parse(['show', ''])).message).toContain('An empty word names nothing.')
})

test('no two flags of a command have one name', () => {
  const doubled = commands.flatMap(({ name, flags }) =>
    flags.flatMap((flag, index) =>
      flags
        .slice(index + 1)
        .some((other) => other.name === flag.name || (flag.short && other.short === flag.short))
        ? [name]
        : [],
    ),
  )
  expect(doubled).toEqual([])
})

describe('what the common flags say', () => {
  const options = (line: string, canAsk = false, isOutput = false) =>
    readOptions(parse(`list ${line}`.trim().split(' ')).flags, { canAsk, isOutput })

  test('without a terminal nothing waits and JSON is written', () => {
    expect(options('')).toMatchObject({ waitMs: 0, format: 'json', isStarting: false, name: null })
  })
  test('a person at a terminal is waited for, and gets a table', () => {
    expect(options('', true, true)).toMatchObject({ waitMs: 60_000, format: 'table' })
    expect(options('--no-wait', true, true)).toMatchObject({ waitMs: 0, format: 'table' })
  })
  test.each([
    ['--wait', 60_000],
    ['--wait=5', 5000],
    ['--wait=5m', 300_000],
    ['--wait=2d', 600_000],
  ])('%s waits %i ms', (line, waitMs) => {
    expect(options(line).waitMs).toBe(waitMs)
  })
  test.each(['--wait=x', '--wait=-1', '--wait=1.5', `--as ${'n'.repeat(101)}`])('%s is wrong use', (line) => {
    expect(refusal(() => options(line))).toMatchObject({ exitCode: 2 })
  })
})

describe('a day', () => {
  const now = new Date(2026, 2, 31, 0, 30)
  test.each([
    ['2026-01-31', '2026-01-31'],
    ['0d', '2026-03-31'],
    ['31d', '2026-02-28'],
    ['4w', '2026-03-03'],
    ['1y', '2025-03-31'],
  ])('%s is %s', (text, day) => {
    expect(dayOf(text, '--since', now)).toBe(day)
  })
  test.each(['2026-02-30', '2026-13-01', '26-01-01', '0026-01-01', 'today', '30', '-3d', ''])(
    '“%s” is none',
    (text) => {
      expect(refusal(() => dayOf(text, '--since', now)).message).toContain('--since takes a day')
    },
  )
})
