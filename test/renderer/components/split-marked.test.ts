import { expect, it } from 'vitest'
import { splitMarked } from '../../../renderer/components/split-marked.ts'

it('splitMarked(text, letters) gives the text back in plain and marked pieces', () => {
  expect(splitMarked('Grad-CAM', [0, 5, 6, 7])).toEqual([
    { text: 'G', marked: true },
    { text: 'rad-', marked: false },
    { text: 'CAM', marked: true },
  ])
  expect(splitMarked('', [])).toEqual([])
})
