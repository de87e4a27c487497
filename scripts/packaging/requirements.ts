export type Requirement = [what: string, holds: boolean]

/** A sentence for each requirement that does not hold. */
export function unmet(requirements: readonly Requirement[]): string[] {
  return requirements.filter(([, holds]) => !holds).map(([what]) => `it is not so that ${what}`)
}
