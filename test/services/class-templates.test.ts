import { expect, it } from 'vitest'
import { listingOf } from '../helpers/fake-engine.ts'
import { createFixture, withData } from './workbench-fixture.ts'

it('datasets.templates asks about the labelled samples that can be read, and no others', async () => {
  const listing = listingOf(5)
  const samples = [...listing.samples, { name: 'loose.png', label: null }]
  const problems = [{ name: 'a/broken.png', reason: 'ends early' }]
  await using fixture = createFixture({ listing: { ...listing, samples, problems } })
  const { datasetId } = await withData(fixture)
  const templates = await fixture.call('datasets.templates', { datasetId })
  expect(templates.map(({ classIndex, count }) => [classIndex, count])).toEqual([
    [0, 3],
    [1, 2],
  ])
  await expect(fixture.call('datasets.templates', { datasetId: 99 })).rejects.toMatchObject({
    code: 'unknown_dataset',
  })
})
