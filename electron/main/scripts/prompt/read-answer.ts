import type { ConsentAnswer, ConsentQuestion } from '../consent-question.ts'
import { fields, type PromptForm } from './prompt-document.ts'

/**
 * What the form's address says. Null for an address that is not the form's. An answer that allows nothing, or until a time that has
 * passed, is the form again, with what is wrong.
 */
export function readAnswer(
  address: string,
  {
    action,
    question,
    form,
    nowMs,
  }: { action: string; question: ConsentQuestion; form: PromptForm; nowMs: number },
): { answer: Exclude<ConsentAnswer, 'closed'> } | { form: PromptForm } | null {
  const url = URL.parse(address)
  if (url === null || address.split('?')[0] !== action) return null
  const given = url.searchParams
  if (given.get(fields.answer) === 'refuse') return { answer: { isAllowed: false } }
  if (given.get(fields.answer) !== 'allow') return null
  const chosen = new Set(given.getAll(fields.connection).map(Number))
  const connectionIds = question.connections.filter((_one, index) => chosen.has(index)).map(({ id }) => id)
  const until = Number(given.get(fields.until))
  const untilMs = form.choices[until]
  if (untilMs === undefined) return null
  if (connectionIds.length === 0) return { form: { ...form, chosen, until, problem: 'nothingChosen' } }
  if (untilMs <= nowMs) return { form: { ...form, chosen, until, problem: 'timePassed' } }
  return { answer: { isAllowed: true, connectionIds, untilMs } }
}
