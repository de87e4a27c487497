import { useContext, type ReactNode } from 'react'
import { TabStop } from './tab-stop.ts'

type Look = 'primary' | 'plain' | 'danger' | 'quiet' | 'quiet-danger' | 'quiet-accent' | 'link'

/** The system's own button in one of the window's looks. `label` names it to assistive technology where its text alone would not. */
export function Button(properties: {
  children: ReactNode
  onPress?: (button: HTMLButtonElement) => void
  look?: Look
  label?: string
  disabled?: boolean
  /** What it started still runs: it keeps the focus and does nothing more. */
  busy?: boolean
  type?: 'button' | 'submit'
  autoFocus?: boolean
  /** A button that stays pressed: whether it is. */
  isPressed?: boolean
  /** Opens a menu. */
  hasMenu?: boolean
  /** Ends access or deletes something: the focus never goes to it by itself. */
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
      // Not disabled, which would lose the focus; and a form is not sent twice.
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
