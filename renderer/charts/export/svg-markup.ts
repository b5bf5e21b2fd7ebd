/** An element of a drawing: plain data, so that what is written can be tested without a window. */
export interface MarkupNode {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly children?: readonly (MarkupNode | string)[]
}

export interface DrawingPage {
  readonly title: string
  readonly width: number
  readonly height: number
  readonly background: string
  readonly children: readonly MarkupNode[]
}

/** A drawing as a file of its own, with its name as the title that other programs show. */
export function svgDocument({ title, width, height, background, children }: DrawingPage): string {
  const root: MarkupNode = {
    name: 'svg',
    attributes: {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
    },
    children: [
      { name: 'title', attributes: {}, children: [title] },
      { name: 'rect', attributes: { width, height, fill: background } },
      ...children,
    ],
  }
  return `<?xml version="1.0" encoding="UTF-8"?>\n${markup(root)}\n`
}

export function markup({ name, attributes, children = [] }: MarkupNode): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(written(value))}"`)
  const opening = `<${name}${pairs.join('')}`
  if (children.length === 0) return `${opening}/>`
  const content = children.map((child) => (typeof child === 'string' ? escaped(child) : markup(child)))
  return `${opening}>${content.join('')}</${name}>`
}

function written(value: string | number): string {
  return typeof value === 'number' ? String(rounded(value)) : value
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}

/** Characters that XML 1.0 knows in no form are left out. */
function escaped(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are what is left out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
