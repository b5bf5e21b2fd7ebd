/** A published data set: what it is, where its one archive is, and how to know that archive. */
export interface KnownDataset {
  readonly id: string
  readonly title: string
  readonly summary: string
  readonly sampleCount: number
  readonly licence: { readonly name: string; readonly url: string }
  readonly citation: string
  /** The record's page, for people. */
  readonly page: string
  readonly archive: Archive
  /** Folder in the archive that holds one sub-folder per class; it is what is opened. */
  readonly folder: string
  readonly classFolders: readonly string[]
  /** About what it takes on disk. */
  readonly unpackedBytes: number
}

export interface Archive {
  readonly name: string
  /** Below the address of the host, with a leading slash. */
  readonly path: string
  readonly bytes: number
  /** Lower-case hex. The record's page shows the MD5; SHA-256 is what is trusted. Both must agree. */
  readonly md5: string
  readonly sha256: string
}

/** Where the archives are, unless `EOSIN_DATASETS_URL` names a mirror. */
export const ARCHIVE_HOST = 'https://zenodo.org'

/**
 * Size and SHA-256 of kather-2016: TensorFlow Datasets, `tensorflow_datasets/url_checksums/colorectal_histology.txt` at
 * 90b66237, which checks them on every download. MD5: as Zenodo's record publishes it, quoted alike by several independent
 * loaders of the data set. Unpacked size: the sum of the 5000 files in the mirror `1aurent/Kather-texture-2016`.
 */
export const knownDatasets: readonly KnownDataset[] = [
  {
    id: 'kather-2016',
    title: 'Collection of textures in colorectal cancer histology',
    summary: '5000 H&E tiles of human colorectal cancer, 150 x 150 px at 0.495 µm per px, 8 tissue classes.',
    sampleCount: 5000,
    licence: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    citation:
      'Kather JN, Zöllner FG, Bianconi F, Melchers SM, Schad LR, Gaiser T, Marx A, Weis C-A: Collection of textures in colorectal cancer histology. Zenodo 2016, https://doi.org/10.5281/zenodo.53169',
    page: 'https://zenodo.org/records/53169',
    archive: {
      name: 'Kather_texture_2016_image_tiles_5000.zip',
      path: '/records/53169/files/Kather_texture_2016_image_tiles_5000.zip?download=1',
      bytes: 258_098_431,
      md5: '0ddbebfc56344752028fda72602aaade',
      sha256: '936d0b95ae0f04f1f7b18a2b7e8c55776c3e887d102f645bcee752d1a6626a32',
    },
    folder: 'Kather_texture_2016_image_tiles_5000',
    classFolders: [
      '01_TUMOR',
      '02_STROMA',
      '03_COMPLEX',
      '04_LYMPHO',
      '05_DEBRIS',
      '06_MUCOSA',
      '07_ADIPOSE',
      '08_EMPTY',
    ],
    unpackedBytes: 329_215_083,
  },
]
