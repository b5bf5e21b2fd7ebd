import { htmlTextMarkup } from './html-text.ts'
import { plainColour } from './plain-colour.ts'
import { svgElementMarkup } from './svg-element.ts'
import { svgDocument, type MarkupNode } from './svg-markup.ts'

const MARGIN = 12

/**
 * A figure of the window as a drawing for other programs: shapes with their colours, words where they stand, pictures
 * inside. What is only for the hand (`data-export="none"`) is left out.
 */
export function figureSvg(
  figure: HTMLElement,
  title: string,
): { svg: string; width: number; height: number } {
  const rect = figure.getBoundingClientRect()
  const width = Math.ceil(rect.width) + 2 * MARGIN
  const height = Math.ceil(rect.height) + 2 * MARGIN
  const origin = new DOMRect(rect.x - MARGIN, rect.y - MARGIN)
  const children = htmlMarkup(figure, origin)
  return {
    svg: svgDocument({ title, width, height, background: backgroundOf(figure), children }),
    width,
    height,
  }
}

function htmlMarkup(element: Element, origin: DOMRect): MarkupNode[] {
  if (!isShown(element)) return []
  const rect = element.getBoundingClientRect()
  const place = { x: rect.x - origin.x, y: rect.y - origin.y, width: rect.width, height: rect.height }
  if (element instanceof SVGSVGElement) return drawingMarkup(element, place)
  if (element instanceof HTMLCanvasElement || element instanceof HTMLImageElement) {
    return pictureMarkup(element, place)
  }
  const inner = [...element.childNodes].flatMap((child) => {
    if (child instanceof Text) return htmlTextMarkup(child, origin)
    return child instanceof Element ? htmlMarkup(child, origin) : []
  })
  return [...(element.localName === 'figure' ? [] : groundMarkup(element, place)), ...inner]
}

function isShown(element: Element): boolean {
  if (element.getAttribute('data-export') === 'none') return false
  const style = getComputedStyle(element)
  const rect = element.getBoundingClientRect()
  return (
    style.display !== 'none' &&
    style.visibility !== 'hidden' &&
    style.clipPath === 'none' &&
    (rect.width > 1 || rect.height > 1)
  )
}

type Place = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>

function drawingMarkup(element: SVGSVGElement, place: Place): MarkupNode[] {
  const node = svgElementMarkup(element)
  if (node === null) return []
  // With its own frame of coordinates; without one, its px are the drawing's px.
  if (element.hasAttribute('viewBox')) return [{ ...node, attributes: { ...node.attributes, ...place } }]
  return [
    {
      name: 'g',
      attributes: { transform: `translate(${place.x.toFixed(2)} ${place.y.toFixed(2)})` },
      children: node.children ?? [],
    },
  ]
}

function pictureMarkup(element: HTMLCanvasElement | HTMLImageElement, place: Place): MarkupNode[] {
  const canvas = document.createElement('canvas')
  canvas.width = element instanceof HTMLImageElement ? element.naturalWidth : element.width
  canvas.height = element instanceof HTMLImageElement ? element.naturalHeight : element.height
  if (canvas.width === 0 || canvas.height === 0) return []
  canvas.getContext('2d')?.drawImage(element, 0, 0)
  const href = canvas.toDataURL('image/png')
  return [{ name: 'image', attributes: { ...place, href, preserveAspectRatio: 'none' } }]
}

function groundMarkup(element: Element, place: Place): MarkupNode[] {
  const style = getComputedStyle(element)
  const colours = style.backgroundImage.startsWith('linear-gradient(to right')
    ? [...style.backgroundImage.matchAll(/(?:rgba?|color)\([^)]*\)/g)].flatMap(
        ([text]) => plainColour(text) ?? [],
      )
    : []
  if (colours.length > 1)
    return gradientMarkup(
      colours.map(({ hex }) => hex),
      place,
    )
  const ground = plainColour(style.backgroundColor)
  if (ground === null || ground.opacity === 0) return []
  const opacity: Record<string, number> = ground.opacity < 1 ? { 'fill-opacity': ground.opacity } : {}
  return [{ name: 'rect', attributes: { ...place, fill: ground.hex, ...opacity } }]
}

/** Even steps from left to right, as a colour bar has. */
function gradientMarkup(colours: readonly string[], place: Place): MarkupNode[] {
  const id = `colours-${Math.round(place.x)}-${Math.round(place.y)}`
  const stops = colours.map((colour, index) => ({
    name: 'stop',
    attributes: { offset: `${((100 * index) / (colours.length - 1)).toFixed(2)}%`, 'stop-color': colour },
  }))
  return [
    { name: 'linearGradient', attributes: { id, x1: 0, y1: 0, x2: 1, y2: 0 }, children: stops },
    { name: 'rect', attributes: { ...place, fill: `url(#${id})` } },
  ]
}

/** Of the panel that the figure stands on. */
function backgroundOf(element: Element): string {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const ground = plainColour(getComputedStyle(at).backgroundColor)
    if (ground !== null && ground.opacity === 1) return ground.hex
  }
  return '#ffffff'
}
