import { claimedLimits, claimedText, escapeHtml } from './claimed-text.ts'
import { promptStyle } from './prompt-style.ts'
import { choiceText, levelTexts, promptText, whenText } from './prompt-text.ts'
import type { ConsentQuestion } from '../consent-question.ts'

/** What the form shows: which connections are chosen, by their position, and until when. */
export interface PromptForm {
  /** The times to choose from, milliseconds UTC. */
  choices: readonly number[]
  until: number
  chosen: ReadonlySet<number>
  problem: 'nothingChosen' | 'timePassed' | null
}

/** The form's fields, as `readAnswer` reads them. */
export const fields = { answer: 'answer', connection: 'c', until: 'until' } as const

/**
 * The prompt's page. It has no script: the form's answer is an address that the main process reads and never opens. The first button of
 * the form is the one that Enter presses, and that is the refusal.
 *
 * @param options.action the path that the form answers with, on the page's own origin
 * @param options.nonce what the Content-Security-Policy lets the styles through by
 */
export function promptDocument(
  question: ConsentQuestion,
  form: PromptForm,
  { action, nonce, nowMs }: { action: string; nonce: string; nowMs: number },
): string {
  const { level } = question
  const words = levelTexts[level]
  const name = foreign(claimedText(question.clientName, claimedLimits.name) || promptText.noName)
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(promptText.window)}</title><style nonce="${nonce}">${promptStyle}</style></head>
<body><main><div class="dialog" role="alertdialog" aria-labelledby="title" aria-describedby="who"><form method="get" action="${escapeHtml(action)}" autocomplete="off">
<div class="scroll" tabindex="0" role="group" aria-labelledby="title"><header>
<h1 id="title">${promptText.allow} “${name}” to ${words.verb}</h1>
<p id="who">${whoHtml(question, name)}</p>
${question.isNameTaken ? `<p class="note warning">${promptText.nameTaken(`“${name}”`)}</p>\n` : ''}${form.problem === null ? '' : `<p class="note error" role="alert">${promptText[form.problem]}</p>\n`}</header>
<dl>
${fact(promptText.gets, `<ul class="chips">${words.gets.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul>${words.also === undefined ? '' : `<p class="also${level === 'token' ? ' warning' : ''}">${escapeHtml(words.also)}</p>`}`)}
${fact(promptText.of, `<fieldset><legend class="hidden">${promptText.of}</legend>${question.connections.map((one, index) => connectionHtml(one, index, form, nowMs)).join('\n')}</fieldset>`)}
${fact(promptText.never, escapeHtml(words.never))}
${fact(`<label for="until">${promptText.until}</label>`, `<select id="until" name="${fields.until}">${form.choices.map((ms, index) => `<option value="${index}"${index === form.until ? ' selected' : ''}>${escapeHtml(choiceText(ms, nowMs))}</option>`).join('')}</select>`)}
${fact(promptText.end, escapeHtml(promptText.endHow))}
</dl></div>
<footer><button name="${fields.answer}" value="refuse" autofocus>${promptText.refuse}</button><button name="${fields.answer}" value="allow">${promptText.grant}</button></footer>
</form></div></main></body>
</html>
`
}

function whoHtml({ folder }: ConsentQuestion, name: string): string {
  const where = claimedText(folder, claimedLimits.folder)
  const claims =
    where === ''
      ? `${promptText.claims} ${name}`
      : `${promptText.claims} ${name} ${promptText.claimsFolder} <code>${foreign(where)}</code>`
  return `${promptText.asks} ${claims}. ${promptText.unchecked}`
}

function connectionHtml(
  { title, consentEndsAtMs }: ConsentQuestion['connections'][number],
  index: number,
  { chosen, choices }: PromptForm,
  nowMs: number,
): string {
  const isSooner = consentEndsAtMs < (choices.at(-1) ?? 0)
  const end = isSooner
    ? ` <small>${escapeHtml(promptText.consentEnds(whenText(consentEndsAtMs, nowMs)))}</small>`
    : ''
  return `<label><input type="checkbox" name="${fields.connection}" value="${index}"${chosen.has(index) ? ' checked' : ''}><span>${foreign(claimedText(title, claimedLimits.folder))}${end}</span></label>`
}

function fact(name: string, value: string): string {
  return `<div><dt>${name}</dt><dd>${value}</dd></div>`
}

/** Text that somebody else chose, whose direction can't turn that of the text around it. */
function foreign(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`
}
