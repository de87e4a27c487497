import { useState, type PointerEvent } from 'react'

/** A point of the line, by day. */
export interface PlotPoint {
  day: string
  /** Its height; only as exact as a drawing is. */
  value: number
  /** The exact value as text. */
  label: string
}

/** The drawing's own units; the page stretches it to its place. */
const width = 320
const height = 64
/** Room for the line's own width. */
const marginPx = 2
const dayMs = 24 * 60 * 60_000

/**
 * A line over days, with the area below it. The pointer shows the value of a day, and screen readers read the values as a table. A single
 * point is a level line.
 */
export function LinePlot({
  points,
  title,
  dayText,
  headings,
  note,
}: {
  /** Ascending by day, at least one. */
  points: readonly PlotPoint[]
  title: string
  dayText: (day: string) => string
  headings: { day: string; value: string }
  /** Between the first and the last day. */
  note?: string
}) {
  const [pointed, point] = useState<PlotPoint | null>(null)
  const [first] = points
  const last = points.at(-1)
  if (!first || !last) return null
  const places = placesOf(points)
  const line = places
    .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('')
  const move = (event: PointerEvent) => {
    const { left, width: shownPx } = event.currentTarget.getBoundingClientRect()
    const x = ((event.clientX - left) / Math.max(shownPx, 1)) * width
    const nearest = places.reduce(
      (best, [placeX], index) =>
        Math.abs(placeX - x) < Math.abs((places[best]?.[0] ?? 0) - x) ? index : best,
      0,
    )
    point(points[nearest] ?? null)
  }
  const at = pointed === null ? null : places[points.indexOf(pointed)]
  return (
    <figure className="plot">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
        onPointerMove={move}
        onPointerLeave={() => point(null)}
      >
        <path className="plot-area" d={`${line}V${height}H${places[0]?.[0] ?? 0}Z`} />
        <path className="plot-line" d={line} />
        {at && <path className="plot-mark" d={`M${at[0]} 0V${height}`} />}
      </svg>
      <figcaption aria-hidden="true">
        {pointed === null ? (
          <>
            <span>{dayText(first.day)}</span>
            {note && <span>{note}</span>}
            <span>{dayText(last.day)}</span>
          </>
        ) : (
          <span>
            {dayText(pointed.day)} · {pointed.label}
          </span>
        )}
      </figcaption>
      <table className="hidden">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{headings.day}</th>
            <th scope="col">{headings.value}</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ day, label }) => (
            <tr key={day}>
              <th scope="row">{dayText(day)}</th>
              <td>{label}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}

/** Where each point is in the drawing. Days without a point take their room. */
function placesOf(points: readonly PlotPoint[]): [x: number, y: number][] {
  const values = points.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const days = points.map(({ day }) => Date.parse(`${day}T00:00:00Z`) / dayMs)
  const firstDay = days[0] ?? 0
  const span = Math.max((days.at(-1) ?? firstDay) - firstDay, 1)
  const room = height - 2 * marginPx
  const places = values.map((value, index): [number, number] => [
    (((days[index] ?? firstDay) - firstDay) / span) * width,
    high === low ? height / 2 : marginPx + room * (1 - (value - low) / (high - low)),
  ])
  const [only] = places
  return places.length === 1 && only ? [only, [width, only[1]]] : places
}
