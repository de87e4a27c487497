import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import { startChildWorker } from './worker.ts'

/** What the keychain holds for the newest grant of a data folder that the app has just used: seen past the app, by our own worker. */
export async function entryOfNewestGrant(
  dataFolder: string,
  env: Record<string, string>,
): Promise<{ state: string; secret: string | null; generation: number }> {
  const store = new Database(join(dataFolder, 'data/mooring.db'), { readonly: true })
  const grant = store
    .prepare<[], { id: string; generation: number }>(
      `SELECT id, generation FROM grants ORDER BY authorized_at DESC LIMIT 1`,
    )
    .get()
  store.close()
  if (!grant) throw new Error('no grant was stored')

  const keychain = openKeychain({
    service: 'app.mooring.development',
    startWorker: () => startChildWorker(env),
  })
  const answer = await keychain.get(`grant/${grant.id}`)
  keychain.close()
  return {
    state: answer.state,
    secret: answer.state === 'ok' ? answer.value : null,
    generation: grant.generation,
  }
}
