import type { Context } from '../context.ts'
import { column } from '../output/columns.ts'
import { writeDocument } from '../output/document.ts'

export async function status({ call, options, output }: Context): Promise<number> {
  const answer = await call('app.status', {})
  const { version, keychain, waitingConsents, isWindowOpen } = answer
  await writeDocument(output, options, {
    answer,
    items: [answer],
    rows: [{ version, keychain, waiting_consents: waitingConsents, is_window_open: isWindowOpen }],
    columns: [
      column('version'),
      column('keychain'),
      column('waiting_consents', 'count'),
      column('is_window_open', 'flag'),
    ],
    none: '',
  })
  return 0
}
