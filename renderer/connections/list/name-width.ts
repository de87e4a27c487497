/** In pixels, as table.css has them: around the name, and with the monogram before it. */
const aroundPx = 16
const monogramPx = 43
/** Narrower lists have no monograms. */
const monogramFromPx = 700
/** From here on the login is beside the institution. */
const wideFromPx = 300

/**
 * Tells the style sheet how wide the names are: `--who`, and the class `wide-names`. A container query in each row would do the same, and
 * takes half of the layout at each key of a search.
 *
 * @returns a function that stops it
 */
export function keepNameWidth(table: HTMLTableElement, list: HTMLElement): () => void {
  const heading = table.tHead?.querySelector('.name-cell')
  const observer = new ResizeObserver(() => {
    const listPx = list.clientWidth
    // Where each row is a block, there are no headings.
    const columnPx = heading?.clientWidth || listPx - 8
    const px = columnPx - aroundPx - (listPx < monogramFromPx ? 0 : monogramPx)
    table.style.setProperty('--who', `${px}px`)
    table.classList.toggle('wide-names', px >= wideFromPx)
  })
  observer.observe(list)
  if (heading) observer.observe(heading)
  return () => observer.disconnect()
}
