import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { dropFolder, newDataFolder } from '../support/app.ts'
import { copyRepository } from '../support/copy-repository.ts'

test.runIf(process.platform === 'linux')(
  'npm start without a screen says so, plays the demo and ends well (other systems always have one) [EL5]',
  { tags: 'thorough' },
  async () => {
    const folder = newDataFolder()
    const copy = join(folder, 'copy')
    const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, MOORING_HOST: _host, ...env } = process.env
    try {
      copyRepository(copy)
      const { stdout } = await promisify(execFile)(process.execPath, [join(copy, 'scripts/start.ts')], {
        cwd: folder,
        env,
      })
      expect(stdout).toContain('There is no screen to show a window on, so this plays the demo')
      expect(stdout).toMatch(/\d s {2}signs in as mikomo_7 and approves: /)
      expect(stdout).toMatch(/\d s {2}ends access at the institution: .*Revoked/)
      expect(stdout).toContain(`Screenshots are in ${join(folder, 'screenshots')}`)
      expect(readdirSync(join(folder, 'screenshots'))).toContain('10-revoked.png')
    } finally {
      dropFolder(folder)
    }
  },
)
