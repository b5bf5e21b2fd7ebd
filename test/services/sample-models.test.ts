import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TISSUE_CLASS_LABELS } from '../../main/kernels/tissue/generate-tile.ts'
import { readModel } from '../../main/models/read-model.ts'
import { builtInModels, findBuiltInModel } from '../../main/services/built-in-models.ts'

describe('the models that ship with the program', () => {
  it('are three, for painted tissue, real tissue and signals', () => {
    expect(builtInModels().map(({ id, kind, license }) => [id, kind, license])).toEqual([
      ['synthetic-tissue-vgg7', 'tile', 'MIT'],
      ['kather-vgg7', 'tile', 'MIT'],
      ['mnist1d-cnn', 'signal', 'MIT'],
    ])
  })

  it.each(builtInModels().map(({ id }) => id))('%s loads, as described', async (id) => {
    const { path, kind, classNames, description } = findBuiltInModel(id)
    const { model } = await readModel(path)
    expect([model.kind, model.classCount]).toEqual([kind, classNames.length])
    expect(description).toContain(`Model card: ${id}.md.`)
    if (kind === 'tile') expect(classNames).toEqual(TISSUE_CLASS_LABELS)
  })

  it.each(builtInModels().map(({ id }) => id))('%s has a card with data, recipe and accuracy', (id) => {
    const { path } = findBuiltInModel(id)
    const card = readFileSync(path.replace(/\.h5$/, '.md'), 'utf8')
    for (const part of ['Data', 'Recipe', 'Accuracy', 'Limits', 'Licence']) {
      expect(card).toMatch(new RegExp(`^(## |- \\*\\*|\\| )${part}`, 'm'))
    }
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
    if (card.includes('SHA-256')) expect(card).toContain(hash)
  })

  it('refuses a name that is not there, and says what was meant', () => {
    expect(() => findBuiltInModel('kather-vgg')).toThrow('did you mean kather-vgg7?')
  })
})
