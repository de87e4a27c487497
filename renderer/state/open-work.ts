import { call, callsInProgress, on } from './api.ts'

/** Longer than the last change of the list takes to be written. */
const beforeEndMs = 500

/** Forms that the user has typed in, and whether they were submitted since. */
const forms = new Map<HTMLFormElement, 'filled' | 'submitted'>()

/** Has a page that is hidden end once nothing is open in it: its memory is given back, and it is loaded anew when it is shown. */
export function endWhenHidden(): void {
  document.addEventListener('input', ({ target }) => note(target, 'filled'), true)
  document.addEventListener('submit', ({ target }) => note(target, 'submitted'), true)
  on('window.hidden', () => {
    setTimeout(() => {
      // A page that goes on is told again.
      if (!isWorkOpen()) call('window.endHidden', {}).catch(() => undefined)
    }, beforeEndMs)
  })
}

/**
 * A dialog, a form that the user began to fill, a call whose result the user waits for, or what an element with `data-open-work` says that
 * only this page holds.
 */
function isWorkOpen(): boolean {
  for (const form of forms.keys()) if (!form.isConnected) forms.delete(form)
  const isFilled = [...forms].some(
    // A form that was refused, by a call or by its fields, shows why, and holds what was typed.
    ([form, state]) =>
      state === 'filled' || form.querySelector('[role="alert"], [aria-invalid="true"]') !== null,
  )
  return (
    isFilled ||
    callsInProgress() > 0 ||
    document.querySelector('[role="dialog"], [role="alertdialog"], [data-open-work]') !== null
  )
}

function note(target: EventTarget | null, state: 'filled' | 'submitted'): void {
  const form =
    target instanceof HTMLFormElement ? target : target instanceof Element && target.closest('form')
  if (form) forms.set(form, state)
}
