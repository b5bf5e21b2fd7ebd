import { describe, expect, it } from 'vitest'
import { searchTiles } from '../../../renderer/state/tile-search.ts'
import { fakeTable } from '../../helpers/fake-samples.ts'

const names = ['01_TUMOR/a_tumor.tif', '02_STROMA/tumor_b.tif', 'tumor/c.tif', '02_STROMA/d.tif']
const table = {
  ...fakeTable(4, ['a']),
  names,
  ids: Int32Array.from([7, 8, 9, 2]),
}

describe('searchTiles(table, query, limit)', () => {
  it('puts names that start with the word first, then files that do, then the others', () => {
    expect(searchTiles(table, 'tumor', 20).map((row) => names[row])).toEqual([
      'tumor/c.tif',
      '02_STROMA/tumor_b.tif',
      '01_TUMOR/a_tumor.tif',
    ])
  })

  it('wants every word, whatever its letters’ size', () => {
    expect(searchTiles(table, 'STROMA tumor', 20)).toEqual([1])
  })

  it('takes a number as the id of a tile, too', () => {
    expect(searchTiles(table, '2', 20)[0]).toBe(3)
  })

  it('gives at most as many as wanted, and none for no words', () => {
    const many = fakeTable(100_000, ['tumor', 'stroma'])
    expect([searchTiles(many, 'crc-prim', 20).length, searchTiles(many, '  ', 20)]).toEqual([20, []])
  })
})
