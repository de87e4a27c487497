import { AppError } from '../../core/errors.ts'

/**
 * A path of ids, each as one segment.
 *
 * @throws AppError `answer_invalid` for an id that can't be one: URLs have no empty segment, and `.` and `..` lead elsewhere however they
 * are encoded (WHATWG URL, "double-dot URL path segment")
 */
export function pathOf(...ids: string[]): string {
  for (const id of ids) {
    if (id === '' || id === '.' || id === '..') throw new AppError('answer_invalid', { cause: 'id' })
  }
  return ids.map((id) => encodeURIComponent(id)).join('/')
}
