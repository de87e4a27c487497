/** A name in the title, and a folder. */
export const claimedLimits = { name: 60, folder: 160 }

/**
 * What a program says of itself, as text that can't mislead: on one line, cut, without quotation marks, and with a replacement character
 * for whatever is invisible or turns the direction of the text around it.
 */
export function claimedText(text: string, most: number): string {
  const clean = text
    .slice(0, most * 20)
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu, '\u{fffd}')
    // Stacked marks reach into the lines around them.
    .replaceAll(/(\p{M}{2})\p{M}+/gu, '$1')
    .replaceAll(/["“”„‟«»〝〞〟"]/gu, "'")
    .trim()
  const characters = [...clean]
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : clean
}

/** Text for HTML, in content and in attributes with double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
