import { columnKeys, filters, groupKeys, sortKeys, type Arrangement } from '../../shared/list-arrangement.ts'
import type { Dataset } from '../../shared/models/dataset.ts'
import { viewNames, type View } from '../../shared/views.ts'
import { requestSelectAll } from '../connections/list/use-select-all.ts'
import type { MenuPosition } from '../connections/list/popup-menu.tsx'
import type { Overlay } from '../connections/overlay.ts'
import type { ListControl } from '../state/use-list-settings.ts'
import { text } from '../text/text.ts'
import { scriptCommands, type ScriptTargets } from './script-commands.ts'

export interface Command {
  key: string
  name: string
  /** Of which kind it is, shown beside the name. */
  kind: string
  shortcut?: string
  run: () => void
}

/** What the commands can do. None of them ends or removes anything. */
export interface CommandTargets extends ScriptTargets {
  list: ListControl
  showView: (view: View) => void
  open: (overlay: Overlay) => void
  refreshAll: () => void
  addRegistration: () => void
  datasets: readonly Dataset[]
  addDataset: () => void
  runDataset: (id: string) => void
}

/** Every command that is not about one connection. What ends access is in the menu of the list, which one of them opens. */
export function commandsOf(targets: CommandTargets, commandKey: string): Command[] {
  const { list, showView, open } = targets
  const { settings } = list
  const names = text.palette
  const inList = (run: () => void) => () => {
    showView('connections')
    run()
  }
  const arrange = (part: Partial<Arrangement>) => inList(() => list.arrange((now) => ({ ...now, ...part })))
  return [
    {
      key: 'link',
      name: names.link,
      kind: names.action,
      run: inList(() => open({ kind: 'choose-institution' })),
    },
    { key: 'refresh-all', name: text.list.refreshAll, kind: names.action, run: inList(targets.refreshAll) },
    {
      key: 'select-all',
      name: names.selectAll,
      kind: names.action,
      shortcut: text.settings.selectAllKeys(commandKey),
      run: inList(() => afterFrame(requestSelectAll)),
    },
    {
      key: 'search',
      name: text.list.searchLabel,
      kind: names.action,
      shortcut: text.settings.searchKeys(commandKey),
      run: inList(focusSearch),
    },
    {
      key: 'export',
      name: text.exportDialog.everything,
      kind: names.action,
      run: inList(() => open({ kind: 'export', scope: { kind: 'all' } })),
    },
    {
      key: 'save-view',
      name: text.listMenu.saveView,
      kind: names.action,
      run: inList(() => open({ kind: 'save-view' })),
    },
    {
      key: 'several',
      name: names.several,
      kind: names.action,
      run: inList(() => open({ kind: 'list-menu', position: menuPosition() })),
    },
    {
      key: 'add-registration',
      name: names.addRegistration,
      kind: names.action,
      run: targets.addRegistration,
    },
    { key: 'add-dataset', name: text.data.palette.add, kind: names.action, run: targets.addDataset },
    ...targets.datasets
      .filter(({ isRunning }) => !isRunning)
      .map(({ id, name }) => ({
        key: `run-dataset-${id}`,
        name: text.data.palette.run(name),
        kind: text.data.palette.kind,
        run: () => targets.runDataset(id),
      })),
    ...scriptCommands(targets),
    ...viewNames.map((view, index) => ({
      key: `view-${view}`,
      name: text.views[view],
      kind: names.view,
      shortcut: `${commandKey} ${index + 1}`,
      run: () => showView(view),
    })),
    ...settings.views.map(({ name, ...view }) => ({
      key: `saved-${name}`,
      name: text.list.view(name),
      kind: names.savedView,
      run: arrange(view),
    })),
    ...filters.map((filter) => ({
      key: `filter-${filter}`,
      name: text.list.filters[filter],
      kind: names.filter,
      run: arrange({ filter }),
    })),
    ...sortKeys.map((sort) => ({
      key: `sort-${sort}`,
      name: text.list.sorts[sort],
      kind: text.list.sort,
      run: arrange({ sort, isDescending: false }),
    })),
    ...groupKeys.map((group) => ({
      key: `group-${group}`,
      name: text.list.groups[group],
      kind: text.list.group,
      run: arrange({ group }),
    })),
    ...columnKeys.map((key) => {
      const isShown = settings.columns.includes(key)
      return {
        key: `column-${key}`,
        name: isShown ? text.listMenu.hideColumn(text.list[key]) : text.listMenu.showColumn(text.list[key]),
        kind: names.column,
        run: inList(() =>
          list.change({
            columns: columnKeys.filter((one) => (one === key ? !isShown : settings.columns.includes(one))),
          }),
        ),
      }
    }),
  ]
}

/** The field is there with the next frame, where another view was shown. */
function focusSearch(): void {
  afterFrame(() => document.querySelector<HTMLElement>('.search input')?.focus())
}

function afterFrame(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run))
}

/** Below the button of the list's menu, near the end of its line. */
function menuPosition(): MenuPosition {
  return { left: window.innerWidth / 2, top: 56 }
}
