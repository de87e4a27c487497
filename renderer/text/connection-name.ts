import type { ConnectionSummary } from '../../shared/models/connection.ts'

/** A connection's name outside its row, as for screen readers: "Mikomo, mikomo_7". One institution may have many logins. */
export function connectionName({ institutionName, signedInAs, labels }: ConnectionSummary): string {
  return [institutionName, signedInAs || labels[0]].filter(Boolean).join(', ')
}
