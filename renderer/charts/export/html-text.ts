import type { MarkupNode } from './svg-markup.ts'
import { plainFont } from './plain-font.ts'
import { plainColour } from './plain-colour.ts'

interface Line {
  readonly text: string
  readonly x: number
  readonly right: number
  readonly top: number
}

const measuring = () => document.createElement('canvas').getContext('2d')

/** A text of the window as lines of a drawing, each where it stands on screen; what is cut there ends in an ellipsis. */
export function htmlTextMarkup(text: Text, origin: DOMRect): MarkupNode[] {
  const parent = text.parentElement
  if (parent === null) return []
  const style = getComputedStyle(parent)
  const context = measuring()
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  if (context !== null) context.font = font
  const ascent = context?.measureText('x').fontBoundingBoxAscent ?? 0.9 * Number.parseFloat(style.fontSize)
  const colour = plainColour(style.color)
  const limit = clippedAt(parent)
  return linesOf(text).flatMap((line) => {
    const shown = line.right <= limit + 1 ? line.text : cutText(line, limit, context)
    if (shown.trim() === '' || line.x >= limit) return []
    return {
      name: 'text',
      attributes: {
        x: line.x - origin.x,
        y: line.top + ascent - origin.y,
        fill: colour?.hex ?? '#000000',
        ...(colour !== null && colour.opacity < 1 ? { 'fill-opacity': colour.opacity } : {}),
        'font-family': plainFont(style.fontFamily),
        'font-size': style.fontSize,
        'font-weight': style.fontWeight,
        // Another face takes the same room, so that nothing lies on its neighbour.
        ...(shown === line.text && shown.length > 1
          ? { textLength: line.right - line.x, lengthAdjust: 'spacingAndGlyphs' }
          : {}),
      },
      children: [shown.trimEnd()],
    }
  })
}

/** Words that stand on one line are one line; a run of blanks is one blank, as on screen. */
function linesOf(text: Text): Line[] {
  const lines: Line[] = []
  const range = document.createRange()
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index)
    range.setEnd(text, index + word.length)
    const rect = range.getClientRects()[0]
    if (rect === undefined || rect.width === 0) continue
    const last = lines.at(-1)
    if (last !== undefined && Math.abs(last.top - rect.top) < 2) {
      lines[lines.length - 1] = { ...last, text: `${last.text} ${word}`, right: rect.right }
    } else {
      lines.push({ text: word, x: rect.left, right: rect.right, top: rect.top })
    }
  }
  return lines
}

function clippedAt(element: Element): number {
  let limit = Infinity
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    if (at.localName === 'figure') break
    if (getComputedStyle(at).overflowX !== 'visible')
      limit = Math.min(limit, at.getBoundingClientRect().right)
  }
  return limit
}

function cutText({ text, x }: Line, limit: number, context: CanvasRenderingContext2D | null): string {
  if (context === null) return text
  let length = text.length
  while (length > 1 && x + context.measureText(`${text.slice(0, length)}…`).width > limit) length -= 1
  return `${text.slice(0, length)}…`
}
