import type { Registration } from '../../shared/models/registration.ts'
import { text } from '../text/text.ts'

/** Says before the browser opens what it will show where nothing answers at the redirect URI, and how long its code works. */
export function PasteNotice({ registration }: { registration: Registration }) {
  const { redirect, environment } = registration
  if (redirect.mode !== 'paste') return null
  const isHere = /^https:\/\/(127\.0\.0\.1|\[::1\]|localhost)([:/]|$)/i.test(redirect.uri)
  const seconds = environment.kind === 'oauth' ? environment.settings.codeSeconds : undefined
  return (
    <p className="notice">
      {isHere ? text.paste.errorPage : text.paste.otherPage}
      {seconds !== undefined && ` ${text.paste.quickly(seconds)}`}
    </p>
  )
}
