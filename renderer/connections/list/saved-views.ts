import type { Arrangement, SavedView } from '../../../shared/list-arrangement.ts'

/** Whether the list is arranged as the view says. */
export function isSameView(view: SavedView, arrangement: Arrangement): boolean {
  return (
    view.search === arrangement.search.trim() &&
    view.filter === arrangement.filter &&
    view.sort === arrangement.sort &&
    view.isDescending === arrangement.isDescending &&
    view.group === arrangement.group
  )
}

/** Replaces a view of the same name. */
export function withView(views: readonly SavedView[], added: SavedView): SavedView[] {
  return [...views.filter(({ name }) => name !== added.name), added]
}
