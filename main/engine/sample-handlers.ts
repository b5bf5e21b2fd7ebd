import { WorkbenchError } from '#contract/errors.ts'
import { listingOf } from '../datasets/sample-source.ts'
import { classTemplates } from './class-templates.ts'
import { samplePicture } from './picture.ts'
import type { EngineHandlers } from './serve-calls.ts'
import type { SourceCache } from './source-cache.ts'

type SampleHandlers = Pick<
  EngineHandlers,
  'source.list' | 'source.templates' | 'sample.picture' | 'sample.signal' | 'sample.hashes'
>

/** Calls that look at samples without a model. */
export function sampleHandlers(sources: SourceCache): SampleHandlers {
  return {
    'source.list': async ({ source }) => listingOf(await sources.open(source, { refresh: true })),
    'source.templates': async ({ source, samples }, { signal }) =>
      classTemplates(await sources.open(source), samples, signal),
    'sample.picture': async ({ source, sample, size, preprocessing }) =>
      samplePicture(await sources.open(source), sample, size, preprocessing),
    'sample.signal': async ({ source, sample }) => {
      const opened = await sources.open(source)
      if (opened.kind !== 'signal') {
        throw new WorkbenchError('file_unsupported', `not a signal: ${sample.name} (is a tile)`)
      }
      const values = await opened.read({ index: sample.index, name: sample.name }, null)
      const templates = opened.templates.map(({ label, x, y }) => ({ label, x: [...x], y: [...y] }))
      return { values, templates }
    },
    'sample.hashes': async ({ source, samples }, { signal }) => {
      const opened = await sources.open(source)
      const hashes: (string | null)[] = []
      for (const { index, name } of samples) {
        signal.throwIfAborted()
        hashes.push(await opened.hash({ index, name }).catch(() => null))
      }
      return hashes
    },
  }
}
