import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { MooringApi } from '../../shared/contract.ts'
import { root } from '../run.ts'

// What each half of the app costs with the template's other half: the limit of a start, since each is added to the same template.

/** A folder with the app's main process and preload, and the template's page instead of its own. @returns it */
export function mainProcessAlone(folder: string, templatePage: string): string {
  const app = join(folder, 'main-process-alone')
  mkdirSync(join(app, 'out'), { recursive: true })
  // Copied: the main process finds its page beside the file that it is in.
  for (const part of ['main', 'preload'])
    cpSync(join(root, 'out', part), join(app, 'out', part), { recursive: true })
  cpSync(templatePage, join(app, 'out/renderer'), { recursive: true })
  cpSync(join(root, 'package.json'), join(app, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'), 'dir')
  return app
}

/**
 * A preload whose calls are answered at once with what the app has answered to `page`, each once, and never where it was not asked: the
 * page would read the same part of the list again and again.
 *
 * @returns its file
 */
export async function answeringPreload(folder: string, page: Page): Promise<string> {
  const answers = await page.evaluate(async () => {
    const { mooring } = window as unknown as { mooring: MooringApi }
    const ask = async (method: Parameters<MooringApi['call']>[0], input: object = {}) => [
      method,
      await mooring.call(method, input as never),
    ]
    return Object.fromEntries(
      await Promise.all([
        ask('app.status'),
        ask('keychain.status'),
        ask('connections.list', { after: null, limit: 40 }),
        ask('links.list'),
        ask('list.read'),
        ask('registrations.list'),
        ask('institutions.list'),
      ]),
    ) as object
  })
  const file = join(folder, 'answering-preload.cjs')
  writeFileSync(
    file,
    `const answers = new Map(Object.entries(${JSON.stringify(answers)}))
require('electron').contextBridge.exposeInMainWorld('mooring', {
  call: (method) => {
    const answer = answers.get(method)
    answers.delete(method)
    return answer ? Promise.resolve(answer) : new Promise(() => {})
  },
  on: () => () => {},
})
`,
  )
  return file
}
