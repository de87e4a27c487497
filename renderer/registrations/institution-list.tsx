import { useMemo, useState } from 'react'
import type { Institution } from '../../shared/models/institution.ts'
import { folded } from '../../shared/plain-text.ts'
import { Button } from '../parts/button.tsx'
import { SearchBox } from '../parts/search-box.tsx'
import { text } from '../text/text.ts'
import { InstitutionRow } from './institution-row.tsx'

/** More institutions than this are searched, and not all shown at first. */
const firstRows = 8
const moreRows = 200

/** The institutions of a registration, by name. */
export function InstitutionList({
  institutions,
  isBuiltIn,
  addedId,
  onLink,
  onRemove,
  onChanged,
}: {
  institutions: Institution[]
  isBuiltIn: boolean
  /** The one that was just added: its Link button has the focus. */
  addedId: string | null
  onLink: (institution: Institution) => void
  onRemove: (id: string) => void
  onChanged: () => Promise<void>
}) {
  const [search, setSearch] = useState('')
  const [limit, setLimit] = useState(firstRows)
  const found = useMemo(() => searchInstitutions(institutions, search), [institutions, search])
  const added = found.find(({ id }) => id === addedId)
  const rows = added
    ? [added, ...found.filter((one) => one !== added).slice(0, limit)]
    : found.slice(0, limit)
  return (
    <>
      <header className="institutions-head">
        <h3>{text.registrations.institutionCount(institutions.length)}</h3>
        {institutions.length > firstRows && (
          <SearchBox label={text.institution.search} value={search} onChange={setSearch} />
        )}
      </header>
      {search !== '' && (
        <p className="sub" role="status">
          {text.institution.found(found.length)}
        </p>
      )}
      <ul className="institutions">
        {rows.map((institution) => (
          <InstitutionRow
            key={institution.id}
            institution={institution}
            isBuiltIn={isBuiltIn}
            isAdded={institution.id === addedId}
            onLink={() => onLink(institution)}
            onRemove={() => onRemove(institution.id)}
            onChanged={onChanged}
          />
        ))}
      </ul>
      {found.length > rows.length && (
        <div>
          <Button look="quiet-accent" onPress={() => setLimit(limit + moreRows)}>
            {text.institution.showMore(Math.min(found.length - rows.length, moreRows))}
          </Button>
        </div>
      )}
    </>
  )
}

/** Those whose name or connector has every word, those whose name begins with the search first. */
export function searchInstitutions(institutions: readonly Institution[], search: string): Institution[] {
  const wanted = folded(search).trim()
  if (wanted === '') return [...institutions]
  const words = wanted.split(/\s+/)
  const found = institutions.filter(({ name, connector }) => {
    const own = folded(`${name}\n${connector ?? ''}`)
    return words.every((word) => own.includes(word))
  })
  const begins = ({ name }: Institution) => folded(name).startsWith(wanted)
  return [...found.filter(begins), ...found.filter((one) => !begins(one))]
}
