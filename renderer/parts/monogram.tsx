import { initialsOf } from '../text/labels.ts'

const tones = 7

/** Stands for a logo: two letters on one of a few grounds, always the same for the same name. */
export function Monogram({ name, large = false }: { name: string; large?: boolean }) {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  return (
    <span className={`monogram tone-${sum % tones}${large ? ' large' : ''}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}
