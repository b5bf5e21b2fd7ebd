import type { Preprocessing } from '#contract/common.ts'
import type { Picture } from '#contract/samples.ts'
import { encodePng } from '../datasets/encode-png.ts'
import { resizeForModel } from '../datasets/preprocess.ts'
import type { OpenedSource } from '../datasets/sample-source.ts'
import type { SampleReference } from './protocol.ts'

/** A tile as PNG: as in its file, as a thumbnail, or as the model's preprocessing resizes it. */
export async function samplePicture(
  source: OpenedSource,
  sample: SampleReference,
  size: number | 'original',
  preprocessing: Preprocessing | null,
): Promise<Picture> {
  const picture = await source.picture({ index: sample.index, name: sample.name })
  const shown =
    preprocessing === null
      ? { ...picture, data: picture.rgb, channels: 3 }
      : resizeForModel(picture, preprocessing)
  const encoded = await encodePng(
    { data: shown.data, width: shown.width, height: shown.height, channels: shown.channels === 1 ? 1 : 3 },
    size === 'original' ? undefined : Math.min(size, Math.max(shown.width, shown.height)),
  )
  return {
    mime: 'image/png',
    bytes: encoded.bytes,
    width: encoded.width,
    height: encoded.height,
    originalWidth: picture.width,
    originalHeight: picture.height,
  }
}
