import type { ConnectionSummary } from '../../shared/models/connection.ts'

/** What a connection is called where its row is not seen, as by a screen reader: "Mikomo, mikomo_7". One bank may have many logins. */
export function connectionName({ institutionName, signedInAs, label }: ConnectionSummary): string {
  return [institutionName, signedInAs || label].filter(Boolean).join(', ')
}
