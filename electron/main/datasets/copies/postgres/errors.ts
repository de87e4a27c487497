import { DatabaseError } from 'pg'
import { AppError } from '../../../core/errors.ts'

/** Where it happened. */
interface At {
  host: string
}

/** A failure of the team's database in words of ours. What the server says beside its code stays out: it may quote data. Others are unchanged. */
export function teamError(thrown: unknown, { host }: At): unknown {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof DatabaseError) return serverError(thrown, host)
  if (!(thrown instanceof Error)) return thrown
  const code = 'code' in thrown ? String(thrown.code) : ''
  if (certificateCodes.test(code) || /^ERR_SSL|^EPROTO/.test(code)) {
    return new AppError('team_certificate_refused', { host, cause: code })
  }
  if (thrown.message === 'The server does not support SSL connections') {
    return new AppError('team_tls_missing', { host })
  }
  if (isConnectionLost(thrown, code)) return new AppError('team_unreachable', { host, cause: code })
  if (/SCRAM|SASL|password|authentication/i.test(thrown.message))
    return new AppError('team_sign_in_refused', { host })
  return thrown
}

const certificateCodes =
  /^(CERT_|CRL_|ERR_TLS|ERR_OSSL|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_|INVALID_(CA|PURPOSE)|EE_KEY_|CA_)/

function isConnectionLost({ message }: Error, code: string): boolean {
  if (/^E[A-Z]+(_[A-Z]+)?$/.test(code) && !code.startsWith('ERR_')) return true
  // pg has no codes for these.
  return /^(Connection terminated|timeout expired|Client has encountered a connection error|There was an error establishing|Client was closed)/.test(
    message,
  )
}

/** @see PostgreSQL manual, appendix A "PostgreSQL Error Codes" */
function serverError({ code = '', message }: DatabaseError, host: string): AppError {
  const detail = { host, cause: code }
  if (/^(08|57P0|53300|55P03|57014|40)/.test(code)) return new AppError('team_unreachable', detail)
  if (code === '28000' && /no encryption|SSL off/i.test(message))
    return new AppError('team_tls_required', detail)
  if (code.startsWith('28')) return new AppError('team_sign_in_refused', detail)
  if (code === '3D000') return new AppError('team_database_missing', detail)
  if (code === '42501') return new AppError('team_rights_missing', detail)
  if (/^(3F000|42P01|42703)/.test(code)) return new AppError('team_not_ours', detail)
  if (code === '25006') return new AppError('team_read_only', detail)
  if (code === '53100') return new AppError('team_disk_full', detail)
  return new AppError('team_refused', { host, error: code })
}
