const shown = 4

/** As the numbers of accounts and cards are written: nine digits or more, with single spaces or hyphens between. */
const number = /\d(?:[ -]?\d){8,}/g
/** IBAN (ISO 13616): country, two check digits, 11 to 30 letters and digits. */
const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b/g

/** Text without whole numbers of accounts or cards: of each the last four characters are left. */
export function hideNumbers(text: string): string {
  return text.replaceAll(iban, hidden).replaceAll(number, hidden)
}

/** At most the last four characters of a number, however many an institution shows. */
export function lastOf(mask: string): string {
  return mask.slice(-shown)
}

function hidden(found: string): string {
  const plain = found.replaceAll(/[ -]/g, '')
  // Six digits or more: a word in capitals is no IBAN.
  return plain.replaceAll(/\D/g, '').length < 6 ? found : `…${plain.slice(-shown)}`
}
