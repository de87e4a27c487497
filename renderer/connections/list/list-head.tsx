import type { Ref } from 'react'
import type { Filter } from '../../../shared/list-arrangement.ts'
import { Button } from '../../parts/button.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { text } from '../../text/text.ts'
import type { MenuPosition } from './popup-menu.tsx'

/** The title of the list, the search, and what is done with the whole list. */
export function ListHead({
  ref,
  filter,
  search,
  shortcut,
  isEmpty,
  canRefresh,
  isRefreshing,
  hasMenu,
  onSearch,
  onRefreshAll,
  onMenu,
  onLink,
}: {
  ref: Ref<HTMLElement>
  filter: Filter
  search: string
  shortcut: string
  isEmpty: boolean
  canRefresh: boolean
  isRefreshing: boolean
  hasMenu: boolean
  onSearch: (search: string) => void
  onRefreshAll: () => void
  onMenu: (position: MenuPosition) => void
  onLink: () => void
}) {
  return (
    <header className="list-head" ref={ref}>
      <h1>{filter === 'needs-attention' ? text.list.needsAttention : text.list.title}</h1>
      <span className="gap" />
      {!isEmpty && (
        <SearchBox
          label={text.list.searchLabel}
          hint={text.list.searchHint}
          example={text.list.search}
          value={search}
          shortcut={shortcut}
          onChange={onSearch}
        />
      )}
      {canRefresh && (
        <Button busy={isRefreshing} onPress={onRefreshAll}>
          {text.list.refreshAll}
        </Button>
      )}
      {hasMenu && (
        <Button
          label={text.listMenu.open}
          hasMenu
          onPress={(button) => {
            const { left, bottom } = button.getBoundingClientRect()
            onMenu({ left, top: bottom + 4 })
          }}
        >
          ⋯
        </Button>
      )}
      <Button look="primary" onPress={onLink}>
        {text.list.link}
      </Button>
    </header>
  )
}
