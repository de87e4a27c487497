import type { ConsentEntry } from '../../../shared/models/consent-receipt.ts'
import { factsOf, receiptText, titleOf, utcTime } from './receipt-text.ts'
import { timeText } from './record.ts'
import { readableEntries, type Receipt } from './receipt.ts'

/**
 * The receipt for reading and printing: one page without scripts, images or anything from elsewhere. Every name is escaped, and its
 * direction can't turn that of the text around it.
 */
export function receiptHtml(receipt: Receipt, { isWhole }: { isWhole: boolean }): string {
  const title = isWhole ? receiptText.allTitle : receiptText.title
  const subject = isWhole
    ? null
    : (readableEntries(receipt).findLast(({ subject: one }) => one)?.subject ?? null)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml([title, subject?.institution].filter(Boolean).join(' – '))}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${subject ? subjectHtml(subject) : ''}<p>${receiptText.exported(timeText(receipt.exportedAtMs))}</p>
</header>
${missingHtml(receipt, isWhole)}${receipt.entries.map((one) => entryHtml(one, isWhole)).join('\n')}
${chainHtml(receipt)}
</body>
</html>
`
}

/** Text for HTML. Control characters, which print as nothing, become spaces. */
function escapeHtml(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Text that somebody else chose. */
function foreign(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`
}

function subjectHtml({ institution, login, registration }: NonNullable<ConsentEntry['subject']>): string {
  return factList([
    ['Institution', institution],
    [receiptText.login, login],
    [receiptText.registration, registration],
  ])
}

/** Says what is not there, so that nobody takes a part for the whole. */
function missingHtml(receipt: Receipt, isWhole: boolean): string {
  if (isWhole) return ''
  const entries = readableEntries(receipt)
  if (receipt.entries.length === 0) return `<p>${receiptText.none}</p>\n`
  const isGranted = entries.some(({ fact: { kind } }) => kind === 'granted' || kind === 'renewed')
  return isGranted ? '' : `<p>${receiptText.older}</p>\n`
}

function entryHtml({ number, hash, read }: Receipt['entries'][number], isWhole: boolean): string {
  const foot = `<p class="hash">${receiptText.entry(number)} · SHA-256 ${hash}</p>`
  if (read === null) return `<section><h2>${receiptText.unreadable(number)}</h2>${foot}</section>`
  const { fact, subject } = read
  return `<section>
<h2>${titleOf(read)}</h2>
<p class="time"><time datetime="${read.time}">${utcTime(read.time)}</time></p>
${isWhole && subject ? subjectHtml(subject) : ''}${factList(factsOf(fact))}
${fact.kind === 'disclosed' ? shownHtml(fact.disclosure) : ''}${foot}
</section>`
}

function shownHtml({
  lead,
  sections,
}: Extract<ConsentEntry['fact'], { kind: 'disclosed' }>['disclosure']): string {
  const parts = sections.map(
    ({ heading, list, paragraphs }) =>
      `<h4>${foreign(heading)}</h4>${list.length === 0 ? '' : `<ul>${list.map((one) => `<li>${foreign(one)}</li>`).join('')}</ul>`}${paragraphs.map((one) => `<p>${foreign(one)}</p>`).join('')}`,
  )
  return `<blockquote><h3>${receiptText.shown}</h3><p>${foreign(lead)}</p>${parts.join('')}</blockquote>\n`
}

function factList(facts: [name: string, value: string | null][]): string {
  const known = facts.filter(([, value]) => value !== null && value !== '')
  if (known.length === 0) return ''
  return `<dl>${known.map(([name, value]) => `<div><dt>${name}</dt><dd>${foreign(value ?? '')}</dd></div>`).join('')}</dl>\n`
}

function chainHtml({ newest }: Receipt): string {
  const newestText =
    newest === null ? '' : `<p class="newest">${receiptText.newest(newest.number, newest.hash)}</p>`
  return `<footer><h2>${receiptText.chainTitle}</h2>${newestText}${receiptText.chain.map((one) => `<p>${one}</p>`).join('')}</footer>`
}

const style = `
:root { color-scheme: light; }
body { background: #fff; color: #1a1a1a; font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 720px; padding: 32px 24px; }
h1 { font-size: 26px; margin: 0 0 12px; }
h2 { font-size: 17px; margin: 0; }
h3, h4 { font-size: 14px; margin: 12px 0 2px; }
p, ul { margin: 4px 0; }
ul { padding-left: 20px; }
section, footer { border-top: 1px solid #bbb; break-inside: avoid; margin-top: 20px; padding-top: 14px; }
dl { margin: 8px 0; }
dl div { display: grid; gap: 12px; grid-template-columns: 170px 1fr; padding: 2px 0; }
dt { color: #555; }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; white-space: pre-line; }
blockquote { border-left: 3px solid #bbb; margin: 10px 0; overflow-wrap: anywhere; padding-left: 14px; }
blockquote h3 { margin-top: 0; }
.time { color: #555; }
.hash, .newest { color: #555; font-size: 12px; overflow-wrap: anywhere; }
@media print { body { font-size: 11pt; max-width: none; padding: 0; } h2 { break-after: avoid; } }
@page { margin: 18mm; }
`
