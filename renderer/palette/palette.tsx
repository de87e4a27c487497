import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { folded } from '../../shared/plain-text.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { Marked } from '../parts/marked.tsx'
import { text } from '../text/text.ts'
import { commandsOf, type Command, type CommandTargets } from './commands.ts'
import { connectionCommands, type ConnectionTargets } from './connection-commands.ts'

/** Every action by its name, and every connection: type, then Enter. Actions that end or remove something only lead to where they are. */
export function Palette({
  targets,
  commandKey,
  onClose,
}: {
  targets: CommandTargets & ConnectionTargets
  commandKey: string
  onClose: () => void
}) {
  const [search, setSearch] = useState('')
  const [current, setCurrent] = useState(0)
  const [nowMs] = useState(() => Date.now())
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const found = useMemo(
    () => [
      ...matching(commandsOf(targets, commandKey), search),
      ...connectionCommands(search, targets, nowMs),
    ],
    // At once: Enter has to run what the list shows. The targets are new with every render of the app, and do the same.
    // oxlint-disable-next-line react/exhaustive-deps -- see above
    [search, commandKey, nowMs],
  )
  const words = folded(search).split(/\s+/).filter(Boolean)

  const run = (command: Command | undefined) => {
    if (!command) return
    onClose()
    command.run()
  }
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), found.length - 1)
    setCurrent(next)
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
  }
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(current + 1),
      ArrowUp: () => move(current - 1),
      PageDown: () => move(current + 8),
      PageUp: () => move(current - 8),
      Enter: () => run(found[current]),
    }
    const step = event.nativeEvent.isComposing ? undefined : steps[event.key]
    if (!step) return
    event.preventDefault()
    step()
  }
  return (
    <DialogFrame title={text.palette.title} onClose={onClose}>
      <input
        className="palette-search"
        role="combobox"
        aria-label={text.palette.search}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${current}` : undefined}
        placeholder={text.palette.placeholder}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value)
          setCurrent(0)
        }}
        onKeyDown={press}
      />
      <div
        className="palette-list"
        role="listbox"
        aria-label={text.palette.title}
        id={id}
        ref={list}
        tabIndex={-1}
      >
        {found.map((command, index) => (
          <div
            key={command.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            className="palette-item"
            onPointerMove={() => setCurrent(index)}
            onClick={() => run(command)}
          >
            <span className="palette-name">
              <Marked text={command.name} words={words} />
            </span>
            <span className="sub">{command.kind}</span>
            {command.shortcut && <kbd>{command.shortcut}</kbd>}
          </div>
        ))}
      </div>
      <p className={found.length === 0 ? 'sub' : 'hidden'} role="status">
        {text.palette.found(found.length)}
      </p>
    </DialogFrame>
  )
}

/** The commands that have every word, those that begin with the first one first. */
function matching(commands: Command[], search: string): Command[] {
  const words = folded(search).split(/\s+/).filter(Boolean)
  const nameOf = ({ kind, name }: Command) => folded(`${name} ${kind}`)
  const found = commands.filter((command) => words.every((word) => nameOf(command).includes(word)))
  const [first = ''] = words
  const isBegun = (command: Command) => (nameOf(command).startsWith(first) ? 0 : 1)
  return found.toSorted((a, b) => isBegun(a) - isBegun(b))
}
