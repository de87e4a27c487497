import { useRef } from 'react'
import { Menu, MenuItem, Popover } from 'react-aria-components'

/** Where a menu opens, in pixels from the top left of the window. */
export interface MenuPosition {
  left: number
  top: number
}

export interface MenuEntry {
  key: string
  label: string
  isDanger?: boolean
  isDisabled?: boolean
  run: () => void
}

/** A menu at a position in the window, open as long as it is rendered. */
export function PopupMenu({
  position,
  label,
  entries,
  onClose,
}: {
  position: MenuPosition
  label: string
  entries: MenuEntry[]
  onClose: () => void
}) {
  const anchor = useRef<HTMLSpanElement>(null)
  return (
    <>
      <span ref={anchor} className="menu-anchor" style={{ left: position.left, top: position.top }} />
      <Popover
        className="menu"
        aria-label={label}
        triggerRef={anchor}
        placement="bottom start"
        isOpen
        onOpenChange={(isOpen) => !isOpen && onClose()}
      >
        <Menu
          aria-label={label}
          autoFocus="first"
          disabledKeys={entries.filter(({ isDisabled }) => isDisabled).map(({ key }) => key)}
          onAction={(key) => entries.find((entry) => entry.key === key)?.run()}
          onClose={onClose}
        >
          {entries.map(({ key, label: entryLabel, isDanger }) => (
            <MenuItem key={key} id={key} className={isDanger ? 'menu-item danger' : 'menu-item'}>
              {entryLabel}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </>
  )
}
