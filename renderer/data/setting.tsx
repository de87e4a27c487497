import type { ReactNode } from 'react'

/** One choice of the dialog: its title, its control, and below it what the choice means, or what is wrong with it. */
export function Setting({
  title,
  hint,
  wrong = null,
  children,
}: {
  title: string
  hint?: string
  wrong?: string | null
  children: ReactNode
}) {
  return (
    <div className="setting">
      <span className="setting-title">{title}</span>
      <div className="setting-body">
        {children}
        {wrong !== null && (
          <p className="wrong" role="alert">
            {wrong}
          </p>
        )}
        {wrong === null && hint !== undefined && <p className="hint">{hint}</p>}
      </div>
    </div>
  )
}
