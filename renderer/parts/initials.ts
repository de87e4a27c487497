/** Two letters or digits for an institution: of its first two words, or of its only one. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean)
  // By code points, so that no letter outside the basic plane is cut in half.
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]) : [...(words[0] ?? name)].slice(0, 2)
  return letters.join('').toLocaleUpperCase('en')
}
