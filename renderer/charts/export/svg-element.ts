import type { MarkupNode } from './svg-markup.ts'
import { plainFont } from './plain-font.ts'
import { plainColour } from './plain-colour.ts'

/** What decides how a shape looks, with the values that need no mention. */
const STYLES: Readonly<Record<string, string>> = {
  fill: '',
  stroke: 'none',
  'fill-opacity': '1',
  'stroke-opacity': '1',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'fill-rule': 'nonzero',
  opacity: '1',
}
const TEXT_STYLES: Readonly<Record<string, string>> = {
  'font-family': '',
  'font-size': '',
  'font-weight': '400',
  'text-anchor': 'start',
  'dominant-baseline': 'auto',
}
const SHAPES = new Set(['path', 'line', 'rect', 'circle', 'ellipse', 'polygon', 'polyline'])
const GROUPS = new Set(['g', 'a', 'svg', 'defs', 'clippath', 'marker', 'pattern'])
const TEXTS = new Set(['text', 'tspan'])
const GEOMETRY = new Set([
  'd', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'rx', 'ry', 'dx', 'dy', 'width', 'height', 'points',
  'transform', 'viewbox', 'preserveaspectratio', 'id', 'clip-path', 'patternunits', 'patterntransform',
  'clippathunits', 'marker-start', 'marker-end', 'refx', 'refy', 'orient', 'markerwidth', 'markerheight',
]) // prettier-ignore

/** An element of a drawing on screen with its computed look written out; null for what is hidden or only for the hand. */
export function svgElementMarkup(element: Element): MarkupNode | null {
  const name = element.localName
  if (element.closest('[data-export="none"]') !== null) return null
  const style = getComputedStyle(element)
  if (style.display === 'none' || style.visibility === 'hidden') return null
  if (TEXTS.has(name.toLowerCase())) return textMarkup(element, style)
  if (SHAPES.has(name.toLowerCase())) {
    return { name, attributes: { ...geometryOf(element), ...looksOf(style, STYLES) } }
  }
  if (!GROUPS.has(name.toLowerCase())) return null
  const children = [...element.children].flatMap((child) => svgElementMarkup(child) ?? [])
  const opacity: Record<string, string> = style.opacity === '1' ? {} : { opacity: style.opacity }
  // A link leads nowhere outside of the window.
  return { name: name === 'a' ? 'g' : name, attributes: { ...geometryOf(element), ...opacity }, children }
}

function textMarkup(element: Element, style: CSSStyleDeclaration): MarkupNode {
  const children = [...element.childNodes].flatMap((child): (MarkupNode | string)[] => {
    if (child instanceof Element) {
      const node = svgElementMarkup(child)
      return node === null ? [] : [node]
    }
    return child.textContent === null || child.textContent === '' ? [] : [child.textContent]
  })
  const attributes = { ...geometryOf(element), ...looksOf(style, STYLES), ...looksOf(style, TEXT_STYLES) }
  const node = { name: element.localName, attributes, children }
  if (!style.paintOrder.startsWith('stroke') || style.stroke === 'none') return node
  // Not every program knows the order of painting: the rim is a text of its own, below.
  return {
    name: 'g',
    attributes: {},
    children: [node, { ...node, attributes: { ...attributes, stroke: 'none' } }],
  }
}

function geometryOf(element: Element): Record<string, string> {
  const kept = [...element.attributes].filter(({ name }) => GEOMETRY.has(name.toLowerCase()))
  return Object.fromEntries(kept.map(({ name, value }) => [name, value]))
}

function looksOf(
  style: CSSStyleDeclaration,
  properties: Readonly<Record<string, string>>,
): Record<string, string> {
  const looks: Record<string, string> = {}
  for (const [name, usual] of Object.entries(properties)) {
    const value = style.getPropertyValue(name)
    if (value === '' || value === usual) continue
    const colour = name === 'fill' || name === 'stroke' ? plainColour(value) : null
    if (name === 'font-family') looks[name] = plainFont(value)
    else if (colour === null) looks[name] = value.replaceAll('"', "'")
    else Object.assign(looks, colourLooks(name, colour.hex, colour.opacity))
  }
  return looks
}

function colourLooks(name: string, hex: string, opacity: number): Record<string, string> {
  if (opacity === 0) return { [name]: 'none' }
  return opacity === 1 ? { [name]: hex } : { [name]: hex, [`${name}-opacity`]: String(opacity) }
}
