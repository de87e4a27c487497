import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { hasPython } from '../support/csv-readers.ts'
import { limits } from '../support/limits.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')

test.skipIf(!hasPython)(
  'the Python package passes its own tests',
  { timeout: limits.testMs },
  ({ annotate }) => {
    const { stderr } = spawnSync('python3', ['-m', 'unittest', 'discover', '-s', 'test/clients/python'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: join(root, 'clients/python/src'), PYTHONDONTWRITEBYTECODE: '1' },
    })
    const [, count = '0'] = /^Ran (\d+) tests/m.exec(stderr) ?? []
    expect(stderr).toMatch(/^OK( \(skipped=\d+\))?$/m)
    expect(Number(count)).toBeGreaterThanOrEqual(60)
    return annotate(`${count} tests of Python`)
  },
)

test('the Python package has the version of the app', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  expect(read('clients/python/pyproject.toml')).toContain(`\nversion = "${version}"\n`)
  expect(read('clients/python/src/mooring/__init__.py')).toContain(`\n__version__ = "${version}"\n`)
})
