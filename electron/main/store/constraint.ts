/** The kind of constraint that a statement violated, from SQLite's extended result code; null for any other failure. */
export function brokenConstraint(thrown: unknown): 'unique' | 'foreign key' | null {
  if (!(thrown instanceof Error) || !('code' in thrown)) return null
  switch (thrown.code) {
    case 'SQLITE_CONSTRAINT_UNIQUE':
      return 'unique'
    case 'SQLITE_CONSTRAINT_FOREIGNKEY':
      return 'foreign key'
    default:
      return null
  }
}
