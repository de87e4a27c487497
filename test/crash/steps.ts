import Database from 'better-sqlite3'
import type { Http } from '../../electron/main/net/http.ts'
import type { Store } from '../../electron/main/store/database.ts'
import type { KeychainWorker } from '../../electron/main/system/keychain-protocol.ts'

/**
 * The steps of a flow are its effects: a commit, an entry of the keychain, a request. A crash between two of them is
 * the same as one right after the first, so they are all the moments there are, and the flows themselves need not know of them.
 * Each kind is watched where the flows meet it.
 */
export type OnStep = (name: string) => void

/** Called before a commit that writes both files, once for each: that file is to be put back as it is now, right after the commit. */
export type OnHalf = (name: string, lost: 'mooring.db' | 'ledger.db') => void

/**
 * A commit is named by the tables it writes; it can be killed with everything written and nothing committed, and right after. With a
 * write-ahead log, SQLite commits each file by itself: a crash can keep one half of a transaction over database and ledger.
 */
export function watchStore(store: Store, onStep: OnStep, onHalf: OnHalf = () => undefined): Store {
  const prepare = store.prepare.bind(store)
  const transaction = store.transaction.bind(store)
  let tables = new Set<string>()

  const watchedPrepare = (sql: string) => {
    const table = /^\s*(?:INSERT(?: OR REPLACE)? INTO|UPDATE|DELETE FROM)\s+([\w.]+)/.exec(sql)?.[1]
    if (table !== undefined) tables.add(table)
    return prepare(sql)
  }
  const watchedTransaction = (work: () => unknown) => ({
    immediate: () => {
      tables = new Set()
      const result = transaction(() => {
        const done = work()
        if (tables.size > 0) onStep(`before commit of ${[...tables].join(', ')}`)
        const inLedger = [...tables].filter((table) => table.startsWith('ledger.'))
        if (inLedger.length > 0 && inLedger.length < tables.size) {
          const of = `of the commit of ${[...tables].join(', ')}`
          onHalf(`only the database's half ${of}`, 'ledger.db')
          onHalf(`only the ledger's half ${of}`, 'mooring.db')
        }
        return done
      }).immediate()
      if (tables.size > 0) onStep(`after commit of ${[...tables].join(', ')}`)
      return result
    },
  })
  return Object.assign(store, { prepare: watchedPrepare, transaction: watchedTransaction })
}

/** The files of datasets, which the app opens itself: killed with everything written and nothing committed, and right after. */
export function watchDatasets(onStep: OnStep): void {
  const statements = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as {
    run(this: Database.Statement, ...given: unknown[]): unknown
  }
  const { run } = statements
  statements.run = function watchedRun(...given) {
    const isCommit = this.source === 'COMMIT' && this.database.name.endsWith('.sqlite')
    if (isCommit) onStep('before commit of a dataset')
    const result = run.apply(this, given)
    if (isCommit) onStep('after commit of a dataset')
    return result
  }
}

/** Reading changes nothing: only writes and deletes are steps. */
export function watchKeychain(worker: KeychainWorker, onStep: OnStep): KeychainWorker {
  const inProgress = new Map<number, string>()
  return {
    ...worker,
    send: (request) => {
      if (request.verb !== 'get') {
        const what = `keychain ${request.verb} of ${nameOf(request.account)}`
        onStep(`before ${what}`)
        inProgress.set(request.id, what)
      }
      worker.send(request)
    },
    onAnswer: (listener) =>
      worker.onAnswer((answer) => {
        const what = inProgress.get(answer.id)
        if (what !== undefined) onStep(`after ${what}`)
        listener(answer)
      }),
  }
}

function nameOf(account: string): string {
  const kind = account.split('/')[0] ?? ''
  return account.includes('#') ? `part of ${kind}` : kind
}

/** Killed before the request leaves, and with the answer there and nothing done with it. */
export function watchHttp(http: Http, onStep: OnStep): Http {
  return {
    ...http,
    fetch: async (url, init) => {
      const what = `${init?.method ?? 'GET'} ${new URL(url).pathname}`
      onStep(`before ${what}`)
      const answer = await http.fetch(url, init)
      onStep(`after ${what}`)
      return answer
    },
  }
}
