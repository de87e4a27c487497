import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../core/errors.ts'
import { openFolderLock } from './folder-lock.ts'

/** The folder of development starts among the system's application data. */
export const developmentFolder = 'Mooring Development'
const developmentService = 'app.mooring.development'

/**
 * Moves the data of development starts into their own folder, once. They were in `mooring`, which is the installed app's `Mooring` on
 * macOS and Windows, so either kind of start may find them. Call it before the data folder is used.
 *
 * @param own the data folder of this start
 * @param service its keychain service, which decides whose data a folder holds
 * @throws Error with a sentence for the user, while another Mooring uses the data; then nothing was moved
 */
export function separateData(start: { appData: string; own: string; service: string }): void {
  const developmentData = join(start.appData, developmentFolder, 'data')
  if (start.service !== developmentService) {
    if (isOfDevelopment(start.own)) move(start.own, freeName(developmentData))
    return
  }
  const earlier = join(start.appData, 'mooring', 'data')
  if (!existsSync(start.own) && isOfDevelopment(earlier)) move(earlier, start.own)
}

/** Written by a development start, or by a version that did not record its service yet, none of which was released. */
function isOfDevelopment(folder: string): boolean {
  const service = readKeychainService(folder)
  return service === null || service === developmentService
}

/**
 * The keychain service recorded in a data folder's ledger.
 *
 * @returns null for a ledger of an earlier version; undefined without a readable ledger
 */
export function readKeychainService(folder: string): string | null | undefined {
  const file = join(folder, 'ledger.db')
  if (!existsSync(file)) return undefined
  let ledger: Database.Database | null = null
  try {
    ledger = new Database(file)
    const hasTable = ledger.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'keychain'").get() !== undefined
    if (!hasTable) return null
    return ledger.prepare<[], { service: string }>('SELECT service FROM keychain').get()?.service ?? null
  } catch {
    // Opening the store reports the fault.
    return undefined
  } finally {
    ledger?.close()
  }
}

function move(from: string, to: string): void {
  if (isInUse(from)) throw new Error(inUse)
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 })
  renameSync(from, to)
}

const inUse =
  'Another Mooring is using data that have to move to a folder of their own.\n\nQuit the other Mooring, then start this one again.'

function isInUse(folder: string): boolean {
  const lock = openFolderLock(folder)
  try {
    lock.take()
    return false
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'data_in_use') return true
    throw thrown
  } finally {
    // Windows moves no folder with an open file.
    lock.release()
  }
}

function freeName(folder: string): string {
  let name = folder
  for (let number = 2; existsSync(name); number++) name = `${folder}-${number}`
  return name
}
