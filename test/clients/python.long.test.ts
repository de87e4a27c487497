import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { hasPython } from '../support/csv-readers.ts'
import { limits } from '../support/limits.ts'

test.skipIf(!hasPython)(
  'Python reads 100,000 rows in the memory of a few',
  { timeout: limits.longMs },
  () => {
    const folder = join(root, 'test/clients/python')
    const { stderr } = spawnSync('python3', ['-m', 'unittest', 'long_rows'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: join(root, 'clients/python/src'), PYTHONDONTWRITEBYTECODE: '1' },
    })
    expect(stderr).toMatch(/^Ran 1 test/m)
    expect(stderr).toMatch(/^OK$/m)
  },
)
