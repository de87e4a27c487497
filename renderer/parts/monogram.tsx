const tones = 7

/** Two letters in place of a logo. The colour depends on the name only. */
export function Monogram({ name, large = false }: { name: string; large?: boolean }) {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  return (
    <span className={`monogram tone-${sum % tones}${large ? ' large' : ''}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  // By code points, so that no letter outside the basic plane is cut in half.
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]) : [...name].slice(0, 2)
  return letters.join('').toLocaleUpperCase()
}
