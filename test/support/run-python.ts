import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/run.ts'

export interface PythonScript {
  /** Runs it as a user does: in its folder, without a terminal. */
  run(): Promise<{ exitCode: number; stdout: string; stderr: string }>
  folder: string
  remove(): void
}

/** A script in a folder of its own, which finds the app in `dataFolder`. Its key stays in the folder from run to run. */
export function pythonScript(dataFolder: string, lines: string): PythonScript {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-script-'))
  writeFileSync(join(folder, 'report.py'), lines)
  const env = {
    ...process.env,
    MOORING_DATA: dataFolder,
    MOORING_CLIENT_KEY: '',
    PYTHONPATH: join(root, 'clients/python/src'),
    PYTHONDONTWRITEBYTECODE: '1',
  }
  return {
    folder,
    run: () =>
      new Promise((resolve) => {
        const child = execFile('python3', ['report.py'], { cwd: folder, env }, (_, stdout, stderr) =>
          resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
        )
        child.stdin?.end()
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
