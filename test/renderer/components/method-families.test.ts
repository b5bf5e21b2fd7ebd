import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { methods } from '../../../main/attribution/registry.ts'
import { parameterFields } from '../../../renderer/components/parameter-fields.ts'
import { groupByFamily, needsText } from '../../../renderer/components/method-families.ts'

const summaries = methods.map((method) => ({
  id: method.id,
  title: method.title,
  summary: method.summary,
  family: method.family,
  citation: { ...method.citation },
  needs: [...method.needs],
  signed: method.signed,
  outputs: [...method.outputs],
  defaultOutput: method.defaultOutput,
  params: {},
}))

describe('groupByFamily(methods)', () => {
  it('offers every method of the registry once, under a family that has words', () => {
    const families = groupByFamily(summaries)
    expect(families.flatMap((family) => family.methods.map(({ id }) => id)).toSorted()).toEqual(
      summaries.map(({ id }) => id).toSorted(),
    )
    expect(families.filter(({ title }) => title === title.toLowerCase())).toEqual([])
  })
})

describe('needsText(needs)', () => {
  it('says what not every model has, and nothing of the rest', () => {
    expect([needsText(['gradients', 'featureMaps']), needsText(['background'])]).toEqual([
      '',
      'It compares with other samples of the dataset.',
    ])
  })
})

describe('the form of every method', () => {
  it.each(methods.map((method) => [method.id, method.params] as const))(
    '%s: each parameter has a title, a description and a control of its own kind',
    (_, params) => {
      const fields = parameterFields({ ...z.toJSONSchema(params, { io: 'input' }) })
      const poor = fields.filter(
        ({ name, title, description, control }) =>
          title === name || description === '' || control.kind === 'text',
      )
      expect(poor.map(({ name }) => name)).toEqual([])
    },
  )
})
