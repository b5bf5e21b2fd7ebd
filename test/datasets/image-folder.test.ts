import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareCodePoints } from '../../main/datasets/code-point-order.ts'
import { listImageFolder } from '../../main/datasets/image-folder.ts'
import { describeShared, sharedPath } from '../helpers/shared.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

/** Permissions do not hold for root, which continuous integration often is. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(65534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

describe('listImageFolder', () => {
  it('listImageFolder takes sub-folders as classes, sorted by code point, and pictures of every kind', async () => {
    const folder = temporaryFolder({
      'b/2.PNG': '',
      'b/10.jpeg': '',
      'b/notes.txt': '',
      'b/.hidden.png': '',
      'B/x.TIFF': '',
      'a b/é.webp': '',
      '.git/x.png': '',
      'empty/readme': '',
    })
    expect(await listImageFolder(folder)).toEqual({
      path: folder,
      classNames: ['B', 'a b', 'b', 'empty'],
      samples: [
        { name: 'B/x.TIFF', label: 0 },
        { name: 'a b/é.webp', label: 1 },
        { name: 'b/10.jpeg', label: 2 },
        { name: 'b/2.PNG', label: 2 },
      ],
      problems: [],
    })
  })

  it('listImageFolder takes a folder without class folders as unlabelled', async () => {
    const folder = temporaryFolder({ 'b.bmp': '', 'a.tif': '', 'notes/readme.txt': '' })
    expect(await listImageFolder(folder)).toMatchObject({
      classNames: [],
      samples: [{ name: 'a.tif' }, { name: 'b.bmp' }],
    })
  })

  it('listImageFolder reports what it leaves out', async () => {
    const folder = temporaryFolder({ 'a/1.png': '', 'loose.png': '', 'a/deep/2.png': '', 'target.png': '' })
    symlinkSync(join(folder, 'target.png'), join(folder, 'a', 'linked.png'))
    symlinkSync(join(folder, 'nowhere'), join(folder, 'a', 'broken.png'))
    symlinkSync(join(folder, 'circle.png'), join(folder, 'circle.png'))
    mkdirSync(join(folder, 'a', 'folder.png'))
    const { samples, problems } = await listImageFolder(folder)
    expect(samples.map(({ name }) => name)).toEqual(['a/1.png', 'a/linked.png'])
    expect(problems).toEqual([
      { name: 'a/broken.png', reason: 'broken link' },
      { name: 'a/deep', reason: 'folder inside a class folder' },
      { name: 'a/folder.png', reason: 'folder inside a class folder' },
      { name: 'circle.png', reason: 'broken link' },
      { name: 'loose.png', reason: 'lies outside the class folders' },
      { name: 'target.png', reason: 'lies outside the class folders' },
    ])
  })

  it('listImageFolder reports a class folder that it may not read', async () => {
    const folder = temporaryFolder({ 'a/1.png': '', 'b/2.png': '' })
    chmodSync(folder, 0o755)
    const locked = process.platform !== 'win32'
    if (locked) chmodSync(join(folder, 'a'), 0)
    const { samples, problems } = await asOrdinaryUser(() => listImageFolder(folder))
    if (locked) chmodSync(join(folder, 'a'), 0o700)
    expect(samples).toContainEqual({ name: 'b/2.png', label: 1 })
    expect(problems).toEqual(locked ? [{ name: 'a', reason: 'unreadable folder: EACCES' }] : [])
  })

  it('listImageFolder names a folder that is not there', async () => {
    await expect(listImageFolder('/nowhere/at/all')).rejects.toMatchObject({
      code: 'file_unreadable',
      message: 'unreadable folder: /nowhere/at/all (ENOENT)',
    })
  })
})

it('compareCodePoints sorts as code points do', () => {
  const points = (text: string): number[] => Array.from(text, (character) => character.codePointAt(0)!)
  const expected = (a: string, b: string): number => {
    const [left, right] = [points(a), points(b)]
    const place = left.findIndex((point, index) => point !== right[index])
    if (place === -1) return left.length - right.length
    return right[place] === undefined ? 1 : left[place]! - right[place]
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(expected(a, b)))
    }),
  )
  expect(['\u{1f600}', '\uff21', 'a'].sort(compareCodePoints)).toEqual(['a', '\uff21', '\u{1f600}'])
})

describeShared('listImageFolder on the real tiles', () => {
  it('gives the order and the labels of the goldens', async () => {
    const { tiles }: { tiles: { tile: string; label: number }[] } = JSON.parse(
      readFileSync(sharedPath('goldens/hmt_probabilities.json'), 'utf8'),
    )
    const { samples, problems } = await listImageFolder(sharedPath('data/hmt/HMT_test'))
    expect(samples).toEqual(tiles.map(({ tile, label }) => ({ name: tile, label })))
    expect(problems).toEqual([])
  })
})
