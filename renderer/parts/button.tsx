import { useContext, type ReactNode } from 'react'
import { TabStop } from './tab-stop.ts'

type Look =
  | 'primary'
  | 'plain'
  | 'danger'
  | 'quiet'
  | 'quiet-danger'
  | 'quiet-accent'
  | 'link'
  | 'chip'
  | 'order'

/** A button. `label` is its accessible name, where its text alone is not enough. */
export function Button(properties: {
  children: ReactNode
  onPress?: (button: HTMLButtonElement) => void
  look?: Look
  label?: string
  disabled?: boolean
  /** Its action is running: it keeps the focus and ignores presses. */
  busy?: boolean
  type?: 'button' | 'submit'
  autoFocus?: boolean
  /** For a toggle button. */
  isPressed?: boolean
  /** Opens a menu. */
  hasMenu?: boolean
  /** Ends access or deletes something: focus-return.ts never moves the focus to it. */
  isDestructive?: boolean
}) {
  const {
    children,
    onPress,
    look = 'plain',
    label,
    disabled = false,
    busy = false,
    type = 'button',
    autoFocus = false,
    isPressed,
    hasMenu = false,
    isDestructive = false,
  } = properties
  const isTabStop = useContext(TabStop)
  return (
    <button
      className={`button ${look}${busy ? ' busy' : ''}`}
      // Not `disabled`, which would lose the focus, and not `submit`, which would send the form twice.
      type={busy ? 'button' : type}
      aria-disabled={busy}
      aria-label={label}
      aria-pressed={isPressed}
      aria-haspopup={hasMenu ? 'menu' : undefined}
      data-destructive={isDestructive || undefined}
      disabled={disabled}
      autoFocus={autoFocus}
      tabIndex={isTabStop ? undefined : -1}
      onClick={busy ? undefined : ({ currentTarget }) => onPress?.(currentTarget)}
    >
      {children}
    </button>
  )
}
