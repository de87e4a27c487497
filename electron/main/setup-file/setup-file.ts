import {
  setupParts,
  type SetupConnection,
  type SetupInstitution,
  type SetupRegistration,
  type SetupSettings,
} from '../../../shared/models/setup.ts'
import { AppError } from '../core/errors.ts'

export const setupFormat = 'mooring-setup'
export const setupVersion = 1

/** Far beyond the file of 10,000 connections. */
export const mostSetupBytes = 20 * 1024 * 1024

/** The readable parts of a setup file. */
export interface Setup {
  exportedAtMs: number
  registrations: SetupRegistration[]
  institutions: SetupInstitution[]
  connections: SetupConnection[]
  settings: SetupSettings | null
  /** How many entries can't be read. */
  unreadable: number
}

/**
 * Reads a setup file, each entry by itself. Drops what it does not know, such as a secret that somebody wrote into it.
 *
 * @throws AppError `setup_unreadable` with `json`, `format` or `version` in `cause`
 */
export function readSetup(text: string): Setup {
  const file = toObject(text)
  if (file['format'] !== setupFormat) throw new AppError('setup_unreadable', { cause: 'format' })
  if (file['version'] !== setupVersion) throw new AppError('setup_unreadable', { cause: 'version' })

  let unreadable = 0
  const readAll = <T>(
    list: unknown,
    read: (value: unknown) => { success: true; data: T } | { success: false },
  ): T[] => {
    if (!Array.isArray(list)) return []
    return list.flatMap((value: unknown) => {
      const answer = read(value)
      if (answer.success) return [answer.data]
      unreadable += 1
      return []
    })
  }
  const registrations = readAll(file['registrations'], (value) => setupParts.registration.safeParse(value))
  const institutions = readAll(file['institutions'], (value) => setupParts.institution.safeParse(value))
  const connections = readAll(file['connections'], (value) => setupParts.connection.safeParse(value))
  const settings = setupParts.settings.safeParse(file['settings'])
  return {
    exportedAtMs: timeOf(file['exportedTime']),
    registrations,
    institutions,
    connections,
    settings: settings.success ? settings.data : null,
    unreadable,
  }
}

function toObject(text: string): Record<string, unknown> {
  try {
    // Editors of Windows begin a file with a byte order mark.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    throw new AppError('setup_unreadable', { cause: 'json' })
  }
  throw new AppError('setup_unreadable', { cause: 'format' })
}

function timeOf(value: unknown): number {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(ms) ? 0 : ms
}
