/** A text in pieces, alternately plain and marked; together they are the text. */
export function splitMarked(
  text: string,
  letters: readonly number[],
): { readonly text: string; readonly marked: boolean }[] {
  const marked = new Set(letters)
  const pieces: { text: string; marked: boolean }[] = []
  for (let at = 0; at < text.length; at++) {
    const last = pieces.at(-1)
    if (last?.marked === marked.has(at)) last.text += text[at]!
    else pieces.push({ text: text[at]!, marked: marked.has(at) })
  }
  return pieces
}
