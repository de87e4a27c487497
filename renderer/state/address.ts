import { viewNames, type View } from '../../shared/views.ts'

/** What the page shows, as its address names it: a page that is loaded again shows the same. */
export interface Shown {
  view: View
  /** The connection whose details are open. */
  connectionId: string | null
  /** The search of the list. */
  search: string
}

const form = /^#([a-z-]+)(?:\/([A-Za-z0-9-]{1,64}))?(?:\?(.*))?$/

/** Of a page that was opened for the first time: the list. */
export function readAddress(hash: string): Shown {
  const [, name, connectionId = null, query = ''] = form.exec(hash) ?? []
  const view = viewNames.find((known) => known === name) ?? 'connections'
  return { view, connectionId, search: new URLSearchParams(query).get('search') ?? '' }
}

/** @returns what follows the address of the page; empty for the list */
export function toHash({ view, connectionId, search }: Shown): string {
  const place = connectionId === null ? view : `${view}/${connectionId}`
  const query = search === '' ? '' : `?${new URLSearchParams({ search }).toString()}`
  return place === 'connections' && query === '' ? '' : `#${place}${query}`
}
