import { useState } from 'react'
import { accountColumnKeys } from '../../shared/list-arrangement.ts'
import { PopupMenu, type MenuPosition } from '../connections/list/popup-menu.tsx'
import { Button } from '../parts/button.tsx'
import type { ListControl } from '../state/use-list-settings.ts'
import { text } from '../text/text.ts'

/** The button of a menu that shows and hides columns. */
export function ColumnsMenu({ list: { settings, change } }: { list: ListControl }) {
  const [position, open] = useState<MenuPosition | null>(null)
  const shown = settings.accountColumns
  return (
    <>
      <Button
        hasMenu
        onPress={(button) => {
          const { left, bottom } = button.getBoundingClientRect()
          open({ left, top: bottom + 4 })
        }}
      >
        {text.accounts.columnsMenu}
      </Button>
      {position && (
        <PopupMenu
          position={position}
          label={text.accounts.columnsMenu}
          entries={accountColumnKeys.map((key) => {
            const name = text.accounts.columns[key]
            return {
              key,
              label: shown.includes(key) ? text.listMenu.hideColumn(name) : text.listMenu.showColumn(name),
              run: () =>
                change({
                  accountColumns: accountColumnKeys.filter((one) => shown.includes(one) !== (one === key)),
                }),
            }
          })}
          onClose={() => open(null)}
        />
      )}
    </>
  )
}
