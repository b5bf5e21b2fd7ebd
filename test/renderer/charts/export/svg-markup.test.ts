import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { plainColour } from '../../../../renderer/charts/export/plain-colour.ts'
import { safeFileName } from '../../../../renderer/charts/export/hand-over.ts'
import { markup, svgDocument } from '../../../../renderer/charts/export/svg-markup.ts'

const PYTHON = '/usr/bin/python3'

describe('svg markup', () => {
  it('markup(node) escapes names and words, and rounds px to hundredths', () => {
    const node = { name: 'text', attributes: { x: 1.23456, title: 'a "b"' }, children: ['1 < 2 & 3\u0000'] }
    expect(markup(node)).toBe('<text x="1.23" title="a &quot;b&quot;">1 &lt; 2 &amp; 3</text>')
  })

  it('svgDocument(page) has its name, its size and its ground', () => {
    const page = { title: 'ROC', width: 100, height: 50, background: '#ffffff', children: [] }
    expect(svgDocument(page)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50"><title>ROC</title>' +
        '<rect width="100" height="50" fill="#ffffff"/></svg>\n',
    )
  })

  it.skipIf(!existsSync(PYTHON))(
    'svgDocument(page) is read by another XML parser, whatever the names',
    () => {
      const title = 'Tumör "A" <&> \u0007 B'
      const text = svgDocument({
        title,
        width: 1,
        height: 1,
        background: '#fff',
        children: [{ name: 'text', attributes: { 'font-family': "'Inter'" }, children: [title] }],
      })
      const script = `import sys, xml.etree.ElementTree as e; print(e.fromstring(sys.stdin.buffer.read())[2].text)`
      const read = execFileSync(PYTHON, ['-c', script], { input: text, env: { PYTHONIOENCODING: 'utf-8' } })
      expect(read.toString().trimEnd()).toBe('Tumör "A" <&>  B')
    },
  )
})

it('plainColour(computed) knows the ways in which a window writes colours, and nothing else', () => {
  expect(plainColour('rgb(184, 52, 111)')).toEqual({ hex: '#b8346f', opacity: 1 })
  expect(plainColour('rgba(0, 0, 0, 0)')).toEqual({ hex: '#000000', opacity: 0 })
  expect(plainColour('rgb(255 0 128 / 50%)')).toEqual({ hex: '#ff0080', opacity: 0.5 })
  expect(plainColour('color(srgb 1 0.5 0 / 0.25)')).toEqual({ hex: '#ff8000', opacity: 0.25 })
  expect([plainColour('none'), plainColour('url("#a")'), plainColour('color(display-p3 1 0 0)')]).toEqual([
    null,
    null,
    null,
  ])
})

it('safeFileName(name) keeps letters of any alphabet, and never comes out empty', () => {
  expect(safeFileName('ROC: Tumör / "A"')).toBe('roc-tumör-a')
  expect(safeFileName('../..')).toBe('figure')
})
