/** What was probably meant: the nearest by edits, or null when none is near. */
export function nearest(given: string, known: readonly string[]): string | null {
  const wanted = given.toLowerCase()
  const ranked = known
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  if (best === undefined || best.distance > Math.max(2, Math.floor(best.name.length / 3))) return null
  return best.name
}

/** `(must be one of a, b; did you mean a?)` without the brackets. */
export function choiceRule(given: string, known: readonly string[]): string {
  const listed = known.length > 12 ? [...known.slice(0, 12), '...'] : known
  const rule = known.length === 0 ? 'there is none' : `must be one of ${listed.join(', ')}`
  const meant = nearest(given, known)
  return meant === null ? rule : `${rule}; did you mean ${meant}?`
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(substitution, previous[column]! + 1, current[column - 1]! + 1))
    }
    previous = current
  }
  return previous[b.length]!
}
