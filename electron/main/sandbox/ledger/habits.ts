/** What makes the transactions of an account hard to follow. docs/sandbox.md says which account has which. */
export type Habit =
  /** A pending transaction posts under another id. */
  | 'new id'
  /** Tips are added and fuel holds replaced when they post. */
  | 'new amount'
  /** Some appear weeks after their day, a few after two months. */
  | 'late'
  /** Some get another amount, description or day weeks after they were posted, under the same id. */
  | 'corrected'
  /** Some pending ones never post, and some posted ones are taken back. */
  | 'vanishing'
  /** The same purchase twice or more at the same time, each of them real. */
  | 'repeats'
  /** Ids are the positions in the answer: the same id names another transaction the next day. */
  | 'id by position'
  | 'no id'
  /** The server sends some rows twice. */
  | 'sent twice'
  /** A pending row is there in every other second, so that pages shift while they are read. */
  | 'fleeting'
  /** Every third day an answer is 206, and rows are missing from it. */
  | 'partial'
  /** The institution keeps 90 days, not two years. */
  | 'short history'
