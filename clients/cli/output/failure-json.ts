import type { CommandError } from '../failure.ts'

/** A failure as JSON, with the names that the app gives it. */
export function failureJson({ code, message, retryAtMs }: CommandError): string {
  return JSON.stringify({ code, message, ...(retryAtMs === undefined ? {} : { retryAtMs }) })
}
