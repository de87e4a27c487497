import { useEffect, useRef } from 'react'
import { text } from '../text/text.ts'
import { SearchIcon } from './icons.tsx'

/** A search field. Ctrl F (⌘ F on macOS) focuses it, and Escape clears it. */
export function SearchBox({
  label,
  hint,
  example = text.search,
  value,
  shortcut,
  takesFocus = false,
  onChange,
}: {
  label: string
  hint?: string
  /** What is shown in the empty field. */
  example?: string
  value: string
  /** Shown in the empty field. Absent: the field has no shortcut. */
  shortcut?: string
  takesFocus?: boolean
  onChange: (value: string) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const hasShortcut = shortcut !== undefined
  useEffect(() => {
    if (!hasShortcut) return
    const find = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'f' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', find)
    return () => document.removeEventListener('keydown', find)
  }, [hasShortcut])
  return (
    <div className="search">
      <SearchIcon />
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-description={hint}
        title={hint}
        placeholder={example}
        spellCheck={false}
        autoComplete="off"
        autoFocus={takesFocus}
        maxLength={500}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {value !== '' ? (
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
      ) : (
        hasShortcut && <kbd aria-hidden="true">{shortcut}</kbd>
      )}
    </div>
  )
}
