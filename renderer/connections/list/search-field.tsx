import { useEffect, useRef } from 'react'
import { SearchIcon } from '../../parts/icons.tsx'
import { text } from '../../text/text.ts'

/** The search field. Ctrl F (⌘ F on macOS) focuses it, and Escape clears it. */
export function SearchField({
  search,
  shortcut,
  onChange,
}: {
  search: string
  shortcut: string
  onChange: (search: string) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', find)
    return () => document.removeEventListener('keydown', find)
  }, [])
  return (
    <div className="search">
      <SearchIcon />
      <input
        ref={input}
        type="search"
        aria-label={text.list.searchLabel}
        aria-description={text.list.searchHint}
        title={text.list.searchHint}
        placeholder={text.list.search}
        spellCheck={false}
        autoComplete="off"
        maxLength={500}
        value={search}
        onChange={(event) => onChange(event.target.value)}
      />
      {search === '' ? (
        <kbd aria-hidden="true">{shortcut}</kbd>
      ) : (
        <button
          type="button"
          className="clear"
          tabIndex={-1}
          aria-label={text.list.clearSearch}
          onClick={() => {
            onChange('')
            input.current?.focus()
          }}
        >
          ✕
        </button>
      )}
    </div>
  )
}
