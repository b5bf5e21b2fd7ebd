import { createHash } from 'node:crypto'
import { decodeImage } from './decode-image.ts'
import type { OpenedSource, SampleKey } from './opened-source.ts'
import { defaultPreprocessing, preprocessImage } from './preprocess.ts'

type PictureReaders = Pick<
  OpenedSource,
  'kind' | 'sampleShape' | 'templates' | 'read' | 'picture' | 'hash' | 'evidence'
>

/** What every source of picture files does, once it can read a sample's bytes and say what its file is called. */
export function pictureReaders(
  bytesOf: (key: SampleKey) => Promise<Uint8Array>,
  nameOf: (key: SampleKey) => string,
): PictureReaders {
  const picture = async (key: SampleKey) => decodeImage(await bytesOf(key), nameOf(key))
  return {
    kind: 'tile',
    sampleShape: null,
    templates: [],
    read: async (key, preprocessing) => {
      const decoded = await picture(key)
      return preprocessImage(decoded, preprocessing ?? defaultPreprocessing(decoded.height, decoded.width, 3))
    },
    picture,
    hash: async (key) =>
      createHash('sha256')
        .update(await bytesOf(key))
        .digest('hex'),
    evidence: async () => null,
  }
}
