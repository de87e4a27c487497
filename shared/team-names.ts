/** The most bytes of a name in PostgreSQL, and of a schema's, after which roles are named. */
export const mostNameBytes = { any: 63, schema: 50 } as const

/** Whether PostgreSQL takes a name as it is: it cuts off a longer one, and counts bytes of UTF-8. */
export function fitsName(name: string, most: number): boolean {
  return encodeURIComponent(name.toWellFormed()).replaceAll(/%../g, ' ').length <= most
}
