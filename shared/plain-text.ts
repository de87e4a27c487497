const inTwoLetters: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' }
const inOneLetter: Record<string, string> = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ς: 'σ' }

/** Text for comparisons: without case and accents, `ß` as `ss`, so that "Straße" equals "strasse". */
export function folded(text: string): string {
  return (
    text
      // First, because some letters have a lower case only once they are decomposed.
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[ßæœþøłđðħıς]/g, (letter) => inTwoLetters[letter] ?? inOneLetter[letter] ?? letter)
  )
}

/** Text for a file name: lower-case letters and digits of any script, with hyphens between; Latin letters without accents. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[ßæœþøłđðħı]/g, (letter) => inTwoLetters[letter] ?? inOneLetter[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
}
