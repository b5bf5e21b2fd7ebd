/** How well words that were typed fit a text, and which of its letters they took. */
export interface Match {
  readonly score: number
  /** Indices of letters, rising. */
  readonly letters: readonly number[]
}

const WORD_START = 8
const NEXT_TO = 5
const TAKEN = 1
const SKIPPED = 0.4
const WHOLE = 12

export function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean)
}

/**
 * Every word must be found, as it is or with letters left out (`gcam` finds Grad-CAM); the start of a word counts most, then
 * letters side by side. @returns null where a word is not in the text
 */
export function matchText(words: readonly string[], text: string): Match | null {
  const lower = text.toLowerCase()
  let score = 0
  const letters = new Set<number>()
  for (const word of words) {
    const found = matchWord(word, lower, text)
    if (found === null) return null
    score += found.score
    for (const letter of found.letters) letters.add(letter)
  }
  // Of two that fit as well, the shorter is meant.
  return { score: score - text.length / 100, letters: [...letters].toSorted((a, b) => a - b) }
}

function matchWord(word: string, lower: string, text: string): Match | null {
  const whole = wholeAt(word, lower, text)
  if (whole >= 0) {
    const letters = Array.from({ length: word.length }, (_, index) => whole + index)
    return { score: WHOLE + rate(letters, text), letters }
  }
  const letters = scattered(word, lower)
  if (letters === null) return null
  const score = rate(letters, text)
  // Letters strewn over the text are no find.
  return score < word.length * 2 ? null : { score, letters }
}

/** Where the word stands as it is, at the start of a word if it does so anywhere. */
function wholeAt(word: string, lower: string, text: string): number {
  const first = lower.indexOf(word)
  for (let at = first; at >= 0; at = lower.indexOf(word, at + 1)) if (startsWord(text, at)) return at
  return first
}

/** The tightest run of letters that ends where the leftmost one does. */
function scattered(word: string, lower: string): number[] | null {
  let at = -1
  for (const letter of word) {
    at = lower.indexOf(letter, at + 1)
    if (at < 0) return null
  }
  const letters: number[] = []
  for (let index = word.length - 1; index >= 0; index--) {
    at = lower.lastIndexOf(word[index]!, at)
    letters.unshift(at)
    at -= 1
  }
  return letters
}

function rate(letters: readonly number[], text: string): number {
  let score = 0
  letters.forEach((at, index) => {
    const before = index === 0 ? at : letters[index - 1]!
    score += TAKEN
    if (startsWord(text, at)) score += WORD_START
    else if (index > 0 && at === before + 1) score += NEXT_TO
    else if (index > 0) score -= SKIPPED * (at - before)
  })
  return score
}

function startsWord(text: string, at: number): boolean {
  if (at === 0) return true
  const [before, here] = [text.charCodeAt(at - 1), text.charCodeAt(at)]
  if (!isLetterOrDigit(before)) return true
  const isUpper = here >= 65 && here <= 90
  return isUpper && before >= 97 && before <= 122
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code > 127
}
